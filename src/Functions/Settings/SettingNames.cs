namespace Countme.Functions.Settings;

/// <summary>
/// The settings that are no option of <see cref="CountmeOptions"/>: connections, and what the attributes of triggers name.
/// </summary>
public static class SettingNames
{
    /// <summary>Section of <see cref="CountmeOptions"/>; as an environment variable <c>Countme__QuietMinutes</c>.</summary>
    public const string Options = "Countme";

    /// <summary>The storage account of logs, tables and publications.</summary>
    public const string Storage = "CountmeStorage";

    /// <summary>The Service Bus namespace of status events.</summary>
    public const string Bus = "CountmeBus";

    /// <summary>The container that proxies upload to, with its prefix.</summary>
    public const string LogsContainer = "CountmeLogsContainer";

    /// <summary>When the sweep runs: six fields, seconds first, in UTC.</summary>
    public const string SweepSchedule = "CountmeSweepSchedule";

    /// <summary>When old raw data and logs are removed, likewise.</summary>
    public const string RetentionSchedule = "CountmeRetentionSchedule";

    /// <summary>When events that wait for the bus are sent, likewise.</summary>
    public const string OutboxSchedule = "CountmeOutboxSchedule";

    /// <summary>What the Functions host reads by itself: its own storage, and the language of the worker.</summary>
    public static IReadOnlyList<string> OfHost { get; } = ["AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"];

    /// <summary>The schedules.</summary>
    public static IReadOnlyList<string> Schedules { get; } = [SweepSchedule, RetentionSchedule, OutboxSchedule];

    /// <summary>Every setting that is read, each by its name in the environment.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. OfHost, Storage, Bus, LogsContainer, .. Schedules,
        .. typeof(CountmeOptions).GetProperties()
            .Where(property => property.SetMethod is not null)
            .Select(property => OfOption(property.Name)),
    ];

    /// <summary>The name of an option in the environment.</summary>
    public static string OfOption(string option) => $"{Options}__{option}";
}
