using System.Text.Json;
using System.Text.Json.Nodes;

namespace Countme.Cli.Remote;

/// <summary>Reads totals page by page and puts the pages together.</summary>
/// <param name="api">The API.</param>
/// <param name="query">Parameters of the first page.</param>
internal sealed class TotalsPages(PipelineApi api, IReadOnlyList<(string Name, string? Value)> query)
{
    private const int MostRows = 10_000;

    /// <summary>Reads all pages as one document.</summary>
    public async Task<JsonElement> ReadJsonAsync(CancellationToken cancellation)
    {
        JsonObject? whole = null;
        await foreach (ApiPage page in PagesAsync("json", cancellation))
        {
            JsonElement answer = api.Parse(page.Text);
            JsonObject? next = answer.ValueKind == JsonValueKind.Object ? JsonObject.Create(answer) : null;
            if (next?["weeks"] is not JsonArray)
            {
                throw api.NotOurs();
            }

            if (whole is null)
            {
                whole = next;
            }
            else
            {
                Append(whole["weeks"]!.AsArray(), next["weeks"]!.AsArray());
            }
        }

        whole!.Remove("next");
        return JsonSerializer.SerializeToElement(whole);
    }

    /// <summary>Reads all pages as CSV with one line of names.</summary>
    public async Task WriteCsvAsync(TextWriter to, CancellationToken cancellation)
    {
        bool isFirst = true;
        await foreach (ApiPage page in PagesAsync("csv", cancellation))
        {
            to.Write(isFirst ? page.Text : page.Text[(page.Text.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
            isFirst = false;
        }
    }

    private async IAsyncEnumerable<ApiPage> PagesAsync(
        string format, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string? next = ApiOptions.Query("totals", [.. query, ("format", format), ("limit", $"{MostRows}")]);
        while (next is not null)
        {
            ApiPage page = await api.GetPageAsync(next, cancellation);
            yield return page;
            next = page.Next;
        }
    }

    /// <summary>A page may begin in the middle of a week.</summary>
    private static void Append(JsonArray weeks, JsonArray more)
    {
        foreach (JsonNode week in more.OfType<JsonNode>().ToArray())
        {
            more.Remove(week);
            if (weeks.Count > 0 && weeks[^1]!["week"]!.GetValue<int>() == week["week"]!.GetValue<int>())
            {
                JsonArray rows = week["rows"]!.AsArray();
                foreach (JsonNode row in rows.OfType<JsonNode>().ToArray())
                {
                    rows.Remove(row);
                    weeks[^1]!["rows"]!.AsArray().Add(row);
                }
            }
            else
            {
                weeks.Add(week);
            }
        }
    }
}
