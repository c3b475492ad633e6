using System.Text;
using Countme.Core.Totals;
using Countme.Functions.Status;
using Microsoft.AspNetCore.Http;

namespace Countme.Functions.Api;

/// <summary>Tells answers about weeks apart: by the revisions and contents of the weeks and by what was asked for.</summary>
internal static class WeekEtag
{
    /// <summary>The ETag, with its quotes.</summary>
    public static string Of(IEnumerable<WeekTotals> weeks, string asked)
    {
        var text = new StringBuilder(asked);
        foreach (WeekTotals week in weeks)
        {
            text.Append('\n').Append(week.Week).Append(' ').Append(week.Revision)
                .Append(' ').Append(week.Fingerprint).Append(' ').Append(week.Source)
                .Append(' ').Append(week.IsCountmeComplete).Append(week.IsUniqueComplete).Append(week.IsPartial).Append(week.IsImported)
                .AppendJoin(',', week.MissingDays).Append(' ').AppendJoin(',', week.IncompleteLogDays)
                .Append(' ').AppendJoin(',', week.MissingHosts);
        }

        return $"\"{Teller.HashOf(text.ToString())[..24]}\"";
    }

    /// <summary>Whether the caller has this answer already.</summary>
    public static bool IsKnown(HttpRequest request, string etag) => request.Headers.IfNoneMatch
        .SelectMany(header => (header ?? "").Split(',', StringSplitOptions.TrimEntries))
        .Any(known => known == "*" || known == etag || known == "W/" + etag);
}
