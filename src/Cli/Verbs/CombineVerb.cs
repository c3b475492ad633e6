using Countme.Cli.Counting;
using Countme.Cli.Running;

namespace Countme.Cli.Verbs;

/// <summary><c>countme combine</c>: only the first step of <c>count</c>.</summary>
internal static class CombineVerb
{
    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new CountingVerb(terminal, Station.Combine).ReadingLogs(new VerbCommand(
        "combine",
        "merge the logs of each day into one, in time order\n"
            + "The first step of count. A day with a single log stays where it is. Damaged logs are set aside, copies of another log "
                + "left out.",
        ("combine --logs /srv/logs --data data", "Merges every day of every site."),
        ("combine --logs /srv/logs --site mirrors.centos.org --data data", "Merges the logs of one site.")));
}
