namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>How a test's pipeline is set up.</summary>
internal sealed record PipelineOptions
{
    /// <summary>Chooses what happens to requests of the blob and table services; null for nothing in between.</summary>
    public Func<FaultRequest, Fault>? StorageFaults { get; init; }

    /// <summary>Settings besides those that every pipeline has, by their names in the environment.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>All settings, by their names in the environment.</summary>
    /// <param name="storage">Connection string of storage.</param>
    /// <param name="bus">Connection string of the bus.</param>
    /// <param name="prefix">Before the names of containers and tables.</param>
    public Dictionary<string, string> Environment(string storage, string bus, string prefix)
    {
        var environment = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = storage,
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["CountmeStorage"] = storage,
            ["CountmeBus"] = bus,
            ["CountmeLogsContainer"] = prefix + "logs",
            ["CountmeSweepSchedule"] = "0 0 3 * * *",
            ["CountmeRetentionSchedule"] = "0 0 4 * * *",
            ["CountmeOutboxSchedule"] = "*/2 * * * * *",
            ["Countme__NamePrefix"] = prefix,
            ["Countme__ExpectedHosts"] = string.Join(
                ';', PipelineLog.GoldenSites.Select(site => $"{site}={string.Join(',', PipelineLog.GoldenHosts)}")),
            ["Countme__QuietMinutes"] = "1",
            ["Countme__RetrySeconds"] = "1",
            ["Countme__Exact"] = "true",
            ["Countme__StepTries"] = "20",
        };
        foreach ((string name, string value) in Settings)
        {
            environment[name] = value;
        }

        return environment;
    }
}
