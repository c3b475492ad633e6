using Countme.Cli.Counting;
using Countme.Cli.Running;

namespace Countme.Cli.Verbs;

/// <summary><c>countme publish</c>: totals and publishes without looking for logs.</summary>
internal static class PublishVerb
{
    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new CountingVerb(terminal, Station.Publish).WithoutLogs(new VerbCommand(
        "publish",
        "write the public files of a site\n"
            + "The last step of count, without looking for logs: totals what was not totalled yet, then writes DIR/public/SITE. Files "
                + "that would not "
            + "change are left alone.",
        ("publish --site mirrors.fedoraproject.org --data data", "Writes totals.csv, totals.db and totals.json."),
        ("publish --site mirrors.fedoraproject.org --data data --exact", "Writes hostile text as it is, as mirrors-countme does.")));
}
