using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Countme.Functions.Api;

/// <summary>Where a page of totals begins. Callers get it as a text that they hand back as it is.</summary>
/// <param name="Week">The week; null for the first one.</param>
/// <param name="Row">The row in it.</param>
internal sealed record PagePlace(int? Week, int Row)
{
    /// <summary>Reads what a page before told.</summary>
    /// <param name="after">The text; null for the first page.</param>
    /// <param name="version">Tells the totals apart that pages are of.</param>
    /// <exception cref="ApiException">The text is none of ours, or the totals have changed since.</exception>
    public static PagePlace Read(string? after, string version)
    {
        if (after is null)
        {
            return new PagePlace(null, 0);
        }

        string[] parts = Base64Url.IsValid(after) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(after)).Split('.') : [];
        if (parts.Length != 3
            || !int.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int week)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int row))
        {
            throw ApiException.Bad(
                new Dictionary<string, string> { ["after"] = "after is not what a page told as next; take it from there as it is." });
        }

        return parts[2] == version ? new PagePlace(week, row) : throw new ApiException(
            410, "Gone", "The totals changed since the first page. Begin again without after.");
    }

    /// <summary>What callers get.</summary>
    public static string Write(string place, string version) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{place}.{version}"));

    /// <summary>The request for the page after this one.</summary>
    public static string Link(HttpRequest request, string next)
    {
        var query = new QueryBuilder(request.Query.Where(one => one.Key is not ("after" or "code"))
            .SelectMany(one => one.Value.Select(value => KeyValuePair.Create(one.Key, value ?? ""))));
        query.Add("after", next);
        return $"{request.PathBase}{request.Path}{query.ToQueryString()}";
    }
}
