using Countme.Core.Status;

namespace Countme.Adapters.Cloud;

/// <summary>
/// The topics of Fedora's earlier scripts for the events that have one, so that those who listened to them filter on the application
/// property <c>legacy_topic</c>. The table is in <c>docs/events/README.md</c>.
/// </summary>
public static class LegacyTopic
{
    private const string Prefix = "logging.stats.";

    /// <summary>The topic for an event; null if the scripts told nothing of the kind.</summary>
    /// <remarks>
    /// A script said <c>finish</c> whatever became of its command, so a failure is a <c>finish</c> too. The scripts told nothing of steps
    /// that were left out or tried again, but for the fetching of logs.
    /// </remarks>
    public static string? Of(StatusEvent happened) => Suffix(happened) is { } suffix ? Prefix + suffix : null;

    private static string? Suffix(StatusEvent happened) => (happened.Station, happened.State) switch
    {
        ("upload", StatusState.Finished) => "sync.host.logdate.finish",
        ("upload", StatusState.Skipped) => "sync.host.skip",
        (_, StatusState.Skipped or StatusState.Retried) => null,
        ("combine", _) => "combinehttplogs.logmerge.proxy." + End(happened.State),
        ("rawdb" or "totals" or "publish", _) => $"{Update(happened)}.command.{End(happened.State)}",
        ("day", _) => $"{Update(happened)}.{End(happened.State)}",
        _ => null,
    };

    private static string End(StatusState state) => state == StatusState.Started ? "start" : "finish";

    /// <summary>The script's name: CentOS had a copy of its own.</summary>
    private static string Update(StatusEvent happened) =>
        happened.Site.Name.Contains("centos", StringComparison.OrdinalIgnoreCase) ? "countme-centos-update" : "countme-update";
}
