using System.Text.Json;
using Countme.Cli.Reading;
using Countme.Cli.Running;

namespace Countme.Cli.Remote;

/// <summary>Shows a person how a pipeline is: sites, hosts, what is wrong, and log days.</summary>
/// <param name="terminal">Where to.</param>
internal sealed class StatusView(Terminal terminal)
{
    /// <summary>Writes the freshness of sites and hosts, then what is wrong.</summary>
    public void WriteSites(IReadOnlyList<JsonElement> sites)
    {
        if (sites.Count == 0)
        {
            terminal.Out.WriteLine("No site is known: no log has come yet.");
            return;
        }

        var table = new PlainTable("site", "host", "newest log day", "newest counted day", "newest complete week");
        foreach (JsonElement site in sites)
        {
            table.Add(site.Cell("site"), "", "", site.Cell("newestCountedDay"), site.Cell("newestCompleteWeek"));
            foreach (JsonElement host in site.List("hosts"))
            {
                table.Add("", host.Cell("host"), host.Cell("newestLog"), "", "");
            }
        }

        table.Write(terminal);
        foreach (JsonElement site in sites)
        {
            foreach (JsonElement problem in site.List("problems"))
            {
                terminal.Out.WriteLine(TerminalText.Escaped($"{site.Text("site")}: {problem}"));
            }
        }
    }

    /// <summary>Writes logs that were set aside, if there are any.</summary>
    public void WriteSetAside(IEnumerable<JsonElement> uploads)
    {
        foreach (JsonElement upload in uploads)
        {
            // Some reasons begin with the name.
            string? name = upload.Text("name");
            string? reason = upload.Text("reason");
            bool isNamed = name is not null && reason?.StartsWith(name, StringComparison.Ordinal) == true;
            terminal.Out.WriteLine(TerminalText.Escaped($"Set aside: {(isNamed ? "" : $"{name}: ")}{reason}"));
        }
    }

    /// <summary>Writes log days.</summary>
    /// <param name="days">The days.</param>
    /// <param name="isBackfill">Whether they are those of a backfill, which says how far it is with each.</param>
    public void WriteDays(IEnumerable<JsonElement> days, bool isBackfill)
    {
        var table = isBackfill
            ? new PlainTable("log day", "progress", "state", "reason")
            : new PlainTable("log day", "state", ">uploads", "missing hosts", "reason");
        foreach (JsonElement day in days)
        {
            table.Add(isBackfill
                ? [day.Cell("day"), day.Cell("progress"), day.Cell("state"), day.Cell("reason")]
                : [day.Cell("day"), day.Cell("state"), day.Number("uploads"), day.Cell("missingHosts"), day.Cell("reason")]);
        }

        table.Write(terminal);
    }
}
