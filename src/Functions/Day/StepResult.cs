using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Functions.Day;

/// <summary>What a step did, as messages carry it: counts, and nothing of what was counted.</summary>
/// <param name="DidWork">False when nothing had changed.</param>
/// <param name="Counts">Counts by name.</param>
public sealed record StepResult(bool DidWork, Dictionary<string, long> Counts)
{
    /// <summary>A count; 0 when it is not there.</summary>
    public long this[string name] => Counts.GetValueOrDefault(name);
}

/// <summary>Turns the reports of steps into results.</summary>
internal static class Results
{
    /// <summary>Of a merge. Lines and bytes of a day with one log are not there: it was not read.</summary>
    public static StepResult Of(CombineReport report)
    {
        var counts = new Dictionary<string, long>
        {
            ["inputs"] = report.Log?.Inputs.Count ?? 0,
            ["set_aside"] = report.Log?.LeftOut.Count(left => left.State == UploadState.SetAside) ?? 0,
            ["repeated"] = report.Log?.LeftOut.Count(left => left.State == UploadState.Duplicate) ?? 0,
        };
        if (report.Log is { Lines: { } lines, ContentBytes: { } bytes })
        {
            (counts["lines"], counts["bytes"]) = (lines, bytes);
        }

        return new StepResult(report.DidWork, counts);
    }

    /// <summary>Of a load.</summary>
    public static StepResult Of(LoadReport report) => new(report.DidWork, report.Loaded is not { } loaded ? [] : new()
    {
        ["lines"] = loaded.Counts.Lines,
        ["counted"] = loaded.Counts.Counted,
        ["duplicates"] = loaded.Counts.Duplicates,
        ["ignored"] = loaded.Counts.Ignored.Values.Sum(),
        ["malformed"] = loaded.Counts.Malformed.Values.Sum(),
        ["parts"] = loaded.Parts.Count,
    });

    /// <summary>Of a total.</summary>
    public static StepResult Of(TotalReport report) => new(report.DidWork, new() { ["revision"] = report.Totals?.Revision ?? 0 });

    /// <summary>Of a publication.</summary>
    public static StepResult Of(IReadOnlyList<PublishedFile> files) => new(files.Any(file => file.WasReplaced), new()
    {
        ["files"] = files.Count,
        ["replaced"] = files.Count(file => file.WasReplaced),
        ["bytes"] = files.Sum(file => file.Bytes),
    });
}
