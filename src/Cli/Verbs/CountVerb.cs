using Countme.Cli.Counting;
using Countme.Cli.Running;

namespace Countme.Cli.Verbs;

/// <summary><c>countme count</c>: from logs to published totals.</summary>
internal static class CountVerb
{
    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new CountingVerb(terminal, Station.Publish).ReadingLogs(new VerbCommand(
        "count",
        "count the logs of a site: combine, load, total, publish\n"
            + "Receives the logs, merges those of each day, reads them, totals the weeks and leaves totals.csv, totals.db and "
                + "totals.json in "
            + "DIR/public/SITE of --data. What is up to date is left alone; a run that was stopped is completed by the next one; a late "
                + "log makes a "
            + "new revision of its week.",
        ("count --logs /srv/logs --data /srv/countme", "Counts every site of a tree of proxies' logs, as a daily job does."),
        ("count day.log.gz --site mirrors.fedoraproject.org --data data", "Counts one log that was merged before."),
        ("count --logs /srv/logs --data data --exact --json", "Publishes as mirrors-countme would, and tells what was done as JSON.")));
}
