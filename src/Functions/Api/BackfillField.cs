using System.Globalization;
using System.Text.Json;
using Countme.Core.Time;
using Countme.Core.Upload;
using Countme.Functions.Backfill;
using Countme.Functions.Day;
using Countme.Functions.Settings;
using Microsoft.AspNetCore.Http;

namespace Countme.Functions.Api;

/// <summary>A field of the request for a backfill.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Description">What it is, with its default.</param>
/// <param name="IsRequired">Whether it must be given.</param>
internal sealed record BackfillField(string Name, string Type, string Description, bool IsRequired = false)
{
    /// <summary>All fields.</summary>
    public static IReadOnlyList<BackfillField> All { get; } =
    [
        new("site", "string", "The site, such as mirrors.fedoraproject.org.", IsRequired: true),
        new("from", "string", "The first log day as yyyy-MM-dd.", IsRequired: true),
        new("to", "string", "The last log day as yyyy-MM-dd, at most 1100 days with the first.", IsRequired: true),
        new("force", "boolean", "Whether days are loaded again although nothing changed. Default: false."),
        new("steps", "array", "What is done: combine, rawdb, totals, publish. Default: all of them."),
        new("parallel", "integer", "Days at a time, 1 to 16. Default: the setting Countme__ParallelDays."),
        new("dryRun", "boolean", "Whether only to tell what would be done. Default: false."),
    ];
}

/// <summary>A request for a backfill that was read and found right.</summary>
/// <param name="Run">What is to be done.</param>
/// <param name="IsDryRun">Whether only to tell it.</param>
internal sealed record BackfillRequest(BackfillRun Run, bool IsDryRun)
{
    private const int MaxDays = 1_100;
    private const int MaxBodyBytes = 1 << 16;
    private const int MaxParallel = 16;

    /// <summary>Reads a request; every field that is wrong is told at once.</summary>
    /// <exception cref="ApiException">Something is wrong.</exception>
    public static async Task<BackfillRequest> ReadAsync(HttpRequest request, CountmeSettings settings, CancellationToken cancellation)
    {
        using JsonDocument body = await ParseAsync(request, cancellation);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Malformed();
        }

        return new Reader(body.RootElement).Read(settings);
    }

    private static async Task<JsonDocument> ParseAsync(HttpRequest request, CancellationToken cancellation)
    {
        byte[] body = new byte[MaxBodyBytes];
        int read = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation);
        try
        {
            return JsonDocument.Parse(body.AsMemory(0, read));
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    private static ApiException Malformed() => new(
        400, "Bad request",
        $"The body is no JSON object of at most {MaxBodyBytes} bytes; such as {{\"site\":\"…\",\"from\":\"2025-10-01\","
        + $"\"to\":\"2025-10-07\"}} is expected.");

    /// <summary>Reads fields and gathers what is wrong with them.</summary>
    private sealed class Reader(JsonElement body)
    {
        private readonly Dictionary<string, string> _errors = [];

        public BackfillRequest Read(CountmeSettings settings)
        {
            foreach (string name in body
                .EnumerateObject()
                .Select(field => field.Name)
                .Where(name => BackfillField.All.All(field => field.Name != name)))
            {
                _errors.TryAdd(name, $"{name} is no field; there are {string.Join(", ", BackfillField.All.Select(field => field.Name))}.");
            }

            string? site = Text("site", "a name such as mirrors.fedoraproject.org", Site.IsValid);
            if (site is not null && !settings.IsCounted(new Site(site)))
            {
                _errors.Add(
                    "site",
                    $"site is \"{site}\", which is not counted; {string.Join(" or ", settings.Sites)} is expected, "
                    + "as Countme__Sites says.");
            }

            string? from = Text("from", "a day as yyyy-MM-dd", text => LogDay.TryParse(text, out _));
            string? to = Text("to", "a day as yyyy-MM-dd", text => LogDay.TryParse(text, out _));
            StationSet steps = Steps();
            int parallel = Number("parallel", settings.Options.ParallelDays, MaxParallel);
            (bool force, bool dryRun) = (Flag("force"), Flag("dryRun"));
            if (from is not null && to is not null)
            {
                CheckRange(Days.Parse(from), Days.Parse(to));
            }

            return _errors.Count > 0
                ? throw ApiException.Bad(_errors)
                : new BackfillRequest(new BackfillRun(site!, from!, to!, force, steps, parallel, Pace.Of(settings.Options)), dryRun);
        }

        private void CheckRange(LogDay from, LogDay to)
        {
            if (to < from || to.Date.DayNumber - from.Date.DayNumber >= MaxDays)
            {
                _errors.TryAdd("to", $"to is \"{to}\" and from is \"{from}\"; up to {MaxDays} days in order are expected.");
            }
        }

        private string? Text(string name, string expected, Predicate<string?> isValid)
        {
            if (!body.TryGetProperty(name, out JsonElement value))
            {
                _errors.TryAdd(name, $"{name} is missing; {expected} is expected.");
                return null;
            }

            string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return isValid(text) ? text : Wrong(name, value, expected);
        }

        private bool Flag(string name)
        {
            if (body.TryGetProperty(name, out JsonElement value)
                && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            {
                Wrong(name, value, "true or false");
            }

            return value.ValueKind == JsonValueKind.True;
        }

        private int Number(string name, int usual, int most)
        {
            if (!body.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            {
                return usual;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 1 && number <= most)
            {
                return number;
            }

            Wrong(name, value, string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {most}"));
            return usual;
        }

        private StationSet Steps()
        {
            const string Expected = "a list of combine, rawdb, totals and publish";
            if (!body.TryGetProperty("steps", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            {
                return StationSet.All;
            }

            StationSet steps = StationSet.None;
            foreach (JsonElement step in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [])
            {
                StationSet one = (step.ValueKind == JsonValueKind.String ? step.GetString() : null) switch
                {
                    "combine" => StationSet.Combine,
                    "rawdb" => StationSet.RawDb,
                    "totals" => StationSet.Totals,
                    "publish" => StationSet.Publish,
                    _ => StationSet.None,
                };
                if (one == StationSet.None)
                {
                    Wrong("steps", step, Expected);
                }

                steps |= one;
            }

            if (steps == StationSet.None)
            {
                Wrong("steps", value, Expected);
            }

            return steps;
        }

        private string? Wrong(string name, JsonElement value, string expected)
        {
            string found = value.GetRawText();
            _errors.TryAdd(name, $"{name} is {(found.Length > 60 ? found[..60] + "…" : found)}; {expected} is expected.");
            return null;
        }
    }
}
