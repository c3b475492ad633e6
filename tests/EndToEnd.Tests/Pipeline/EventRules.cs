using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>What holds for the events of every run, whatever went wrong in it.</summary>
internal static class EventRules
{
    private static readonly string[] Ends = ["finished", "failed"];
    private static readonly string[] States = ["started", "finished", "failed", "skipped", "retried"];
    private static readonly string[] Stations = ["upload", "combine", "rawdb", "totals", "publish", "day", "backfill"];

    /// <summary>The sites that tests upload for, and what stands for the site of a log whose name tells none.</summary>
    private static readonly string[] Sites = [.. PipelineLog.GoldenSites, "unknown"];

    /// <summary>Pieces of the agents that the golden logs hold.</summary>
    private static readonly string[] Agents = ["libdnf", "dnf5", "Mozilla", "curl/", "PackageKit", "metalink?"];

    private static readonly Lazy<HashSet<string>> Addresses = new(() =>
    [
        .. PipelineLog.GoldenSites
            .SelectMany(site => File.ReadLines(TestData.PathOf("golden", "small", "expected", site, "direct", "raw.sorted.csv")))
            .Select(row => row.Split(',')[1]).Where(host => host.Length >= 7 && host.Any(char.IsAsciiDigit)),
    ]);

    /// <summary>The steps that were begun and have not ended yet; null when there is none.</summary>
    public static string? Unfinished(IReadOnlyList<ReceivedEvent> events)
    {
        HashSet<(string, string, string)> ended = [.. events.Where(one => Ends.Contains(one.State)).Select(Step)];
        ReceivedEvent[] open = [.. events.Where(one => one.State == "started" && !ended.Contains(Step(one)))];
        return open.Length == 0 ? null : $"{open.Length} of {events.Count} events have no end:\n{string.Join<ReceivedEvent>('\n', open)}";
    }

    /// <summary>Holds the events of a run that is over to all rules.</summary>
    public static void AssertAll(IReadOnlyList<ReceivedEvent> events, string hint)
    {
        Assert.True(events.Count > 0, hint + "No events came.");
        Assert.True(Unfinished(events) is null, hint + Unfinished(events));
        string[] twice =
            [.. events.GroupBy(one => one.MessageId).Where(group => group.Count() > 1).Select(group => string.Join('\n', group))];
        Assert.True(twice.Length == 0, $"{hint}Events came more than once:\n{string.Join('\n', twice)}");
        foreach (ReceivedEvent one in events)
        {
            AssertForm(one, hint);
            AssertPublic(one, hint);
        }

        AssertSchema(events, hint);
    }

    /// <summary>Holds the bodies against the schema that consumers go by.</summary>
    private static void AssertSchema(IReadOnlyList<ReceivedEvent> events, string hint)
    {
        using Process check = Process.Start(new ProcessStartInfo("node", [StorageProcess.Program("event-schema.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        foreach (ReceivedEvent one in events)
        {
            check.StandardInput.WriteLine(JsonSerializer.Serialize(one.Body));
        }

        check.StandardInput.Close();
        string misfits = check.StandardOutput.ReadToEnd();
        check.WaitForExit();
        Assert.True(check.ExitCode == 0 && misfits.Length == 0, $"{hint}Events do not fit their schema:\n{misfits}");
    }

    private static void AssertForm(ReceivedEvent one, string hint)
    {
        string message = $"{hint}{one.Text}";
        Assert.True(one.Body.GetProperty("specversion").GetString() == "1.0", message);
        Assert.True(one.Body.GetProperty("id").GetString() == one.MessageId, message);
        Assert.True(Uri.IsWellFormedUriString(one.Body.GetProperty("source").GetString(), UriKind.RelativeOrAbsolute), message);
        Assert.True(DateTimeOffset.TryParse(one.Body.GetProperty("time").GetString(), CultureInfo.InvariantCulture, out _), message);
        Assert.True(
            one.Type.StartsWith("countme.", StringComparison.Ordinal) && Stations.Contains(one.Station) && States.Contains(one.State),
            message);
        Assert.True(Sites.Any(site => one.Subject.StartsWith(site + "/", StringComparison.Ordinal)), message);
    }

    private static void AssertPublic(ReceivedEvent one, string hint)
    {
        Assert.True(
            !Agents.Any(agent => one.Text.Contains(agent, StringComparison.Ordinal)),
            $"{hint}An agent or a request is in an event:\n{one.Text}");
        Assert.True(!one.Text.Split('"', ' ', ',').Any(Addresses.Value.Contains), $"{hint}An address is in an event:\n{one.Text}");
    }

    private static (string Station, string Subject, string Run) Step(ReceivedEvent one) => (one.Station, one.Subject, one.Run);
}
