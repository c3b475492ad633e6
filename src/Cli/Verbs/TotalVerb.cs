using Countme.Cli.Counting;
using Countme.Cli.Running;

namespace Countme.Cli.Verbs;

/// <summary><c>countme total</c>: from raw parts to the totals of weeks.</summary>
internal static class TotalVerb
{
    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new CountingVerb(terminal, Station.Totals).WithoutLogs(new VerbCommand(
        "total",
        "total the weeks of a site from its raw data\n"
            + "The third step of count, without looking for logs and without publishing.",
        ("total --site mirrors.fedoraproject.org --data data", "Totals what was loaded or imported."),
        ("total --site mirrors.fedoraproject.org --data data --json", "The same, and tells what was done as JSON.")));
}
