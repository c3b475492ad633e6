using System.Globalization;
using Countme.Cli.Counting;
using Countme.Cli.Running;
using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Totals;
using Spectre.Console;

namespace Countme.Cli.Reading;

/// <summary>Draws where a week's numbers come from. A log day is drawn whole where it is met first.</summary>
/// <param name="origin">The week.</param>
/// <param name="series">What is counted.</param>
internal sealed class WeekOriginTree(WeekOrigin origin, Series series)
{
    private readonly HashSet<LogDayOrigin> _drawn = [];

    private string Unit => series == Series.Countme ? "hits" : "unique hosts";

    /// <summary>Draws the tree.</summary>
    public Tree Draw()
    {
        WeekTotals week = origin.Totals;
        var tree = new Tree(Line(
            $"week {week.Week}, {week.Week.Monday} to {week.Week.Sunday}: {N(origin.Hits)} {Unit}, {SiteWeek.StateOf(week)}, revision "
                + $"{week.Revision}"));
        if (week.IsImported)
        {
            tree.AddNode(Line("imported from another system's totals; nothing is known of its days"));
        }

        foreach (var day in week.MissingDays)
        {
            tree.AddNode(Line($"{day}: no data"));
        }

        foreach (DayOrigin day in origin.Days)
        {
            Draw(tree.AddNode(Line(
                $"{day.Tally.Day}: {N(day.Hits)} {Unit} among {N(day.Tally.Rows)} "
                + $"rows{(day.Tally.IsFinal ? ", final: the raw data was removed" : "")}")), day);
        }

        return tree;
    }

    private void Draw(TreeNode node, DayOrigin day)
    {
        foreach (TalliedPart part in day.Tally.Parts)
        {
            LogDayOrigin from = origin.LogDays.First(one => one.Day == part.LogDay);
            string rules = from.Loaded is null ? "" : $", {from.Loaded.Rules}";
            string name = from.IsImported ? "imported rows" : $"log day {part.LogDay}";
            bool isNew = _drawn.Add(from);
            TreeNode child = node.AddNode(
                Line($"{name}: {N(part.Rows)} rows, checksum {part.Checksum}{rules}{(isNew ? "" : " (see above)")}"));
            if (isNew)
            {
                Draw(child, from);
            }
        }
    }

    private static void Draw(TreeNode node, LogDayOrigin from)
    {
        if (from.Loaded is { } loaded && !from.IsImported)
        {
            LineCounts counts = loaded.Counts;
            TreeNode lines = node.AddNode(Line(
                $"lines: {N(counts.Lines)} = {N(counts.Counted)} counted (of them {N(counts.Duplicates)} repeated) "
                + $"+ {N(counts.Ignored.Values.Sum())} ignored + {N(counts.Malformed.Values.Sum())} malformed"));
            foreach ((LineReason reason, long count) in counts.Ignored.Concat(counts.Malformed).OrderByDescending(reason => reason.Value))
            {
                lines.AddNode(Line($"{CountSummary.NameOf(reason)}: {N(count)}"));
            }

            foreach (MalformedSample sample in loaded.Samples)
            {
                lines.AddNode(Line($"malformed ({CountSummary.NameOf(sample.Reason)}): {sample.Text}"));
            }
        }

        foreach (CombinedInput input in from.Log?.Inputs ?? [])
        {
            string hash = input.Hash is { } known ? $", content {known}" : "";
            string bytes = input.ContentBytes is { } size ? $", {N(size)} bytes" : "";
            node.AddNode(Line($"log of {input.Host}: {input.Name}, ETag {input.ETag}{hash}{bytes}"));
        }

        foreach (LeftOut left in from.Log?.LeftOut ?? [])
        {
            node.AddNode(Line($"not counted, log of {left.Host}: {left.Name}, ETag {left.ETag}: {left.Reason}"));
        }
    }

    private static Text Line(string text) => new(TerminalText.Escaped(text));

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
