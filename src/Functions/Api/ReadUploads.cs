using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Countme.Core.Time;
using Countme.Core.Upload;
using Countme.Functions.Day;
using Microsoft.AspNetCore.Http;

namespace Countme.Functions.Api;

/// <summary>Answers with the uploads of a site, a page at a time.</summary>
/// <param name="uploads">The ledger.</param>
/// <param name="time">Today.</param>
public sealed class ReadUploads(IUploads uploads, TimeProvider time)
{
    /// <summary>Answers.</summary>
    internal async Task<ApiAnswer> RunAsync(HttpRequest request, ApiQuery asked, CancellationToken cancellation)
    {
        Site site = asked.Site();
        int limit = asked.Limit();
        (LogDay first, LogDay last) = Range(asked);
        string[] after = ReadAfter(asked);
        string? state = asked.Text("state");
        asked.Check();
        var page = new List<LogUpload>();
        foreach (LogDay day in Days.Range(first, last).Where(day => string.CompareOrdinal(day.ToString(), after[0]) >= 0))
        {
            var all = await uploads.ListAsync(site, day, cancellation);
            page.AddRange(all.OrderBy(upload => upload.Name, StringComparer.Ordinal)
                .Where(upload => state is null || StateOf(upload) == state)
                .Where(upload => day.ToString() != after[0] || string.CompareOrdinal(upload.Name, after[1]) > 0));
            if (page.Count > limit)
            {
                break;
            }
        }

        string? next = page.Count > limit
            ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{page[limit - 1].Day}\n{page[limit - 1].Name}"))
            : null;
        ApiAnswer answer = ApiAnswer.Json(200, json => Write(json, site, page.Take(limit), next));
        return next is null ? answer : answer.With("Link", $"<{PagePlace.Link(request, next)}>; rel=\"next\"");
    }

    private static string StateOf(LogUpload upload) => JsonNamingPolicy.CamelCase.ConvertName(upload.State.ToString());

    private (LogDay First, LogDay Last) Range(ApiQuery asked)
    {
        if (asked.Date("day") is { } day)
        {
            if (asked.Text("from") is not null || asked.Text("to") is not null)
            {
                asked.Refuse("day", "day is given with from or to; give one or the other.");
            }

            return (new LogDay(day), new LogDay(day));
        }

        (DateOnly first, DateOnly last) = asked.Dates(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), 1, ReadDays.MaxDays);
        return (new LogDay(first), new LogDay(last));
    }

    private static string[] ReadAfter(ApiQuery asked)
    {
        string? after = asked.Text("after");
        string[] parts = after is null ? ["", ""]
            : Base64Url.IsValid(after) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(after)).Split('\n')
            : [];
        if (parts.Length == 2)
        {
            return parts;
        }

        asked.Refuse("after", "after is not what a page told as next; take it from there as it is.");
        return ["", ""];
    }

    private static void Write(Utf8JsonWriter json, Site site, IEnumerable<LogUpload> page, string? next)
    {
        json.WriteStartObject();
        json.WriteString("site", site.Name);
        json.WriteStartArray("uploads");
        foreach (LogUpload upload in page)
        {
            json.WriteStartObject();
            json.WriteString("name", upload.Name);
            json.WriteString("host", upload.Host.Name);
            json.WriteString("day", upload.Day.ToString());
            json.WriteString("state", StateOf(upload));
            json.WriteString("etag", upload.ETag);
            json.WriteNumber("storedBytes", upload.StoredBytes);
            Numbers.Write(json, "contentBytes", upload.ContentBytes);
            json.WriteString("hash", upload.Hash?.ToString());
            json.WriteString("reason", upload.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next", next);
        json.WriteEndObject();
    }
}
