using Countme.Core.Publish;

namespace Countme.Functions.Api;

/// <summary>A parameter of a request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>string</c> or <c>integer</c>.</param>
/// <param name="Description">What it is, with its default.</param>
/// <param name="IsRequired">Whether it must be given.</param>
internal sealed record ApiParameter(string Name, string Type, string Description, bool IsRequired = false)
{
    /// <summary>The values that it may have; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>
/// A request that is answered: what its function reads, and what the OpenAPI document says, are made from the same table.
/// </summary>
/// <param name="Function">The function's name.</param>
/// <param name="Method">The HTTP method, in lower case.</param>
/// <param name="Path">The path below <c>/api/</c>, with parameters in braces.</param>
/// <param name="Summary">What it does.</param>
/// <param name="NeedsKey">Whether a function key is asked for.</param>
/// <param name="Parameters">Its parameters of the query.</param>
/// <param name="Statuses">The statuses that are its own, each with its meaning.</param>
internal sealed record ApiRoute(
    string Function, string Method, string Path, string Summary, bool NeedsKey, IReadOnlyList<ApiParameter> Parameters,
    IReadOnlyDictionary<int, string> Statuses)
{
    private static readonly ApiParameter Site = new("site", "string", "The site, such as mirrors.fedoraproject.org.", IsRequired: true);
    private static readonly ApiParameter Limit = new("limit", "integer", "Most rows of a page, 1 to 10000. Default: 1000.");
    private static readonly ApiParameter After = new(
        "after", "string", "Where the page begins: next of the page before. The first page has none.");

    private static readonly Dictionary<int, string> Read = new() { [200] = "The answer." };
    private static readonly Dictionary<int, string> Cached = new(Read)
    {
        [404] = "No such site or week.", [304] = "Nothing changed since the ETag given in If-None-Match.",
    };

    /// <summary>Every status that it answers with, each with its meaning, in order.</summary>
    public SortedDictionary<int, string> Answers
    {
        get
        {
            var all = new SortedDictionary<int, string>(Statuses.ToDictionary()) { [500] = "It could not be answered." };
            all.TryAdd(400, "A parameter is wrong.");
            if (NeedsKey)
            {
                all.Add(401, "The key is missing or wrong.");
            }

            return all;
        }
    }

    /// <summary>Totals of weeks.</summary>
    public static ApiRoute Totals { get; } = new(
        "Totals", "get", "totals", "Totals of a week or of a range of weeks, filtered and grouped", false,
        [
            Site,
            new(
                "week", "string",
                "Any date of the week as yyyy-MM-dd, its number, or latest: the latest complete week. "
                + "Default: latest, without from and to."),
            new("from", "string", "First day as yyyy-MM-dd; its week is the first one."),
            new("to", "string", "Last day as yyyy-MM-dd; its week is the last one."),
            new(
                "series", "string",
                "Requests with a countme value, distinct hosts a day summed over the days, or both side by side. Default: hits.")
            {
                Values = ["hits", "hosts", "both"],
            },
            .. BucketField.All.Select(
                field => new ApiParameter(field.Name, "string", $"Only this {field.Description}. Exact, or with * for any text.")),
            new(
                "group_by", "string",
                $"Fields that tell rows apart, with commas: {string.Join(',', BucketField.All.Select(field => field.Name))}, or none. "
                + "Default: all."),
            new("format", "string", "Default: what Accept prefers, else json.") { Values = ["json", "csv"] },
            Limit, After,
        ],
        new Dictionary<int, string>(Cached) { [410] = "The totals changed since the first page." });

    /// <summary>The weeks of a site.</summary>
    public static ApiRoute Weeks { get; } = new(
        "Weeks", "get", "weeks", "The weeks of a site with their state, revision, sums and gaps", false,
        [
            Site,
            new("from", "string", "First day as yyyy-MM-dd; its week is the first one. Default: 26 weeks before the last one."),
            new("to", "string", "Last day as yyyy-MM-dd; its week is the last one. Default: the newest week."),
        ],
        Cached);

    /// <summary>The log days of a site.</summary>
    public static ApiRoute LogDays { get; } = new(
        "Days", "get", "days", "The log days of a site: how far each has come, what it counted, which hosts are missing", true,
        [
            Site,
            new("from", "string", "First log day as yyyy-MM-dd. Default: 13 days before the last one."),
            new("to", "string", "Last log day as yyyy-MM-dd, at most 366 days with the first. Default: today (UTC)."),
        ],
        Read);

    /// <summary>The uploads of a site.</summary>
    public static ApiRoute Uploads { get; } = new(
        "Uploads", "get", "uploads", "The uploaded logs of a site, with what became of each", true,
        [
            Site,
            new("day", "string", "The log day as yyyy-MM-dd, instead of from and to."),
            new("from", "string", "First log day as yyyy-MM-dd. Default: the last one."),
            new("to", "string", "Last log day as yyyy-MM-dd, at most 366 days with the first. Default: today (UTC)."),
            new("state", "string", "Only uploads in this state. Default: all.")
            {
                Values = ["received", "combined", "duplicate", "setAside"],
            },
            Limit, After,
        ],
        Read);

    /// <summary>Whether all is well.</summary>
    public static ApiRoute Health { get; } = new(
        "Health", "get", "health", "How fresh each site and host is: newest log, newest complete week, what is missing", false,
        [Site with { IsRequired = false, Description = "Only this site. Default: all." }],
        new Dictionary<int, string> { [200] = "All sites are up to date.", [503] = "A site is late; the body says which and why." });

    /// <summary>This document.</summary>
    public static ApiRoute OpenApi { get; } = new(
        "OpenApi", "get", "openapi.json", "This document", false, [], new Dictionary<int, string> { [200] = "The document." });

    /// <summary>Starts a backfill.</summary>
    public static ApiRoute StartBackfill { get; } = new(
        "StartBackfill", "post", "backfills", "Counts a range of log days again; the same request finds the one that runs", true, [],
        new Dictionary<int, string>
        {
            [200] = "What would be done, for a dry run.",
            [202] = "It runs; Location tells where to watch it.",
            [400] = "A field is wrong.",
        });

    /// <summary>Watches a backfill.</summary>
    public static ApiRoute GetBackfill { get; } = new(
        "GetBackfill", "get", "backfills/{id}", "How far a backfill has come, day by day", true, [],
        new Dictionary<int, string> { [200] = "How far it has come.", [404] = "No such backfill." });

    /// <summary>Stops a backfill.</summary>
    public static ApiRoute StopBackfill { get; } = new(
        "StopBackfill", "delete", "backfills/{id}", "Stops a backfill; days that are being counted are finished", true, [],
        new Dictionary<int, string> { [202] = "It stops.", [404] = "No such backfill.", [409] = "It has ended." });

    /// <summary>Every request that is answered.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
        [Totals, Weeks, LogDays, Uploads, Health, OpenApi, StartBackfill, GetBackfill, StopBackfill];
}
