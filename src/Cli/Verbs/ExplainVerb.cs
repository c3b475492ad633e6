using System.CommandLine;
using Countme.Cli.Counting;
using Countme.Cli.Reading;
using Countme.Cli.Running;
using Countme.Core.Publish;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary><c>countme explain</c>: from a number back to the logs it came from.</summary>
internal static class ExplainVerb
{
    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal)
    {
        Argument<string> week = WeekChoice.Argument(isRequired: true);
        Option<string> site = SharedOptions.Site();
        Option<string> data = SharedOptions.Data();
        Option<string> series = SharedOptions.Choice(
            "--series", "What is counted: requests with a countme value, or distinct hosts a day. Default: countme.", "countme", "unique");
        Option<bool> json = SharedOptions.Json();
        var filters = new BucketFilterOptions();
        var command = new VerbCommand(
            "explain",
            "walk from a week's number back to the logs it came from\n"
                + "Shows what each day added, the raw parts that it was counted from, and for each log day what became of its lines, "
                    + "samples of the "
                + "malformed ones (without addresses), and the logs that went in with their version, content hash and size.",
            ("explain latest --site mirrors.fedoraproject.org --data data", "The whole latest complete week."),
            ("explain 2025-10-08 --site mirrors.fedoraproject.org --data data --repo fedora-42 --json", "One repository's hits of that "
                + "week, for a program."));
        command.Add(week);
        command.With(site, data);
        filters.AddTo(command);
        return command.With(series, json).Does(async (parsed, cancellation) =>
        {
            using LocalData opened = LocalData.OpenForReading(parsed.GetRequiredValue(data));
            Site named = SharedOptions.SiteOf(parsed, site);
            await KnownSites.RequireAsync(opened.Stores, named, cancellation);
            Series counted = parsed.GetValue(series) == "unique" ? Series.Unique : Series.Countme;
            BucketFilter filter = filters.Of(parsed);
            var weeks = await opened.Stores.Totals.ListWeeksAsync(named, cancellation);
            WeekTotals found = WeekChoice.Find(parsed.GetRequiredValue(week), weeks, [counted]);
            WeekOrigin origin = await WeekOrigin.ReadAsync(opened.Stores, found, counted, filter, cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(terminal.Out, to => WeekOriginJson.Write(origin, counted, filter, to));
            }
            else
            {
                terminal.Write(new WeekOriginTree(origin, counted).Draw());
            }

            return ExitCode.Ok;
        });
    }
}
