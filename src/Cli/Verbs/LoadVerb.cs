using Countme.Cli.Counting;
using Countme.Cli.Running;

namespace Countme.Cli.Verbs;

/// <summary><c>countme load</c>: <c>count</c> up to the raw parts.</summary>
internal static class LoadVerb
{
    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new CountingVerb(terminal, Station.RawDb).ReadingLogs(new VerbCommand(
        "load",
        "read logs into raw data, without totals\n"
            + "count up to its second step: what export --raw writes out and total counts.",
        ("load --logs /srv/logs --data data", "Reads every day of every site."),
        ("load day.log --site mirrors.centos.org --data data --hosts plain", "Keeps addresses, for a raw.db that mirrors-countme can "
            + "read.")));
}
