using System.Net;
using System.Text.Json;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.Functions.Tests.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.Functions.Tests.Api;

/// <summary>What readers get of totals: two weeks with one between them that has no data.</summary>
public sealed class ReadingTests : IAsyncLifetime
{
    private const string Hostile = "=HYPERLINK(1)";

    private static readonly Site Site = new("mirrors.example.org");
    private static readonly Week First = UtcDay.Of(new DateOnly(2025, 10, 6)).Week;

    private LocalPipeline _pipeline = null!;

    public async Task InitializeAsync()
    {
        _pipeline = await LocalPipeline.StartAsync(new DateTimeOffset(2025, 11, 1, 6, 0, 0, TimeSpan.Zero));
        await PutAsync(First, revision: 1);
        await PutAsync(First.Plus(2), revision: 1);
    }

    public async Task DisposeAsync() => await _pipeline.DisposeAsync();

    [Theory]
    [InlineData("", "fedora-42/x86_64/1:10 fedora-42/aarch64/2:5 epel-9/x86_64/1:3 =HYPERLINK(1)/x86_64/4:1")]
    [InlineData("&arch=aarch64", "fedora-42/aarch64/2:5")]
    [InlineData("&repo=fedora-*", "fedora-42/x86_64/1:10 fedora-42/aarch64/2:5")]
    [InlineData("&repo=fedora-*&age=1", "fedora-42/x86_64/1:10")]
    [InlineData("&os=Fedora*&version=42&variant=server&repo-arch=x86_64&arch=x86_64&repo=epel-9", "epel-9/x86_64/1:3")]
    [InlineData("&repo=nothing", "")]
    [InlineData("&group_by=repo", "fedora-42:15 epel-9:3 =HYPERLINK(1):1")]
    [InlineData("&group_by=repo&series=hosts", "fedora-42:7 epel-9:2")]
    [InlineData("&group_by=repo&series=both", "fedora-42:15:7 epel-9:3:2 =HYPERLINK(1):1:0")]
    [InlineData("&group_by=none&series=both", ":19:9")]
    [InlineData("&group_by=arch,repo&series=hosts&repo=fedora-42", "x86_64/fedora-42:7")]
    public async Task Totals_FilteredAndGrouped_AreSummed(string asked, string expected)
    {
        JsonElement answer = await _pipeline.AskAsync($"/api/totals?site={Site}&week=2025-10-08{asked}");

        JsonElement week = Assert.Single(answer.GetProperty("weeks").EnumerateArray());
        string[] columns = asked.Contains("both", StringComparison.Ordinal) ? ["hits", "hosts"] : ["hits"];
        var rows = week.GetProperty("rows").EnumerateArray().ToList();
        string[] fields = asked.Contains("arch,repo", StringComparison.Ordinal) ? ["osArch", "repoTag"] : ["repoTag", "osArch", "sysAge"];
        Assert.Equal(expected, string.Join(' ', rows.Select(row =>
            $"{string.Join('/', fields.Where(field => row.TryGetProperty(field, out _)).Select(field => row.GetProperty(field)))}"
            + string.Concat(columns.Select(column => $":{row.GetProperty(column)}")))));
        Assert.Equal(rows.Count, week.GetProperty("groups").GetInt32());
        Assert.All(
            columns, column => Assert.Equal(rows.Sum(row => row.GetProperty(column).GetInt64()), week.GetProperty(column).GetInt64()));
    }

    [Fact]
    public async Task Totals_AsCsv_GuardHostileTextAndNameBothSeries()
    {
        string csv = await GetAsync("series=both&format=csv&week=2025-10-08&group_by=repo,arch");

        Assert.Equal(
            """
            week_start,week_end,state,hits,hosts,repo_tag,os_arch
            2025-10-06,2025-10-12,complete,10,7,fedora-42,x86_64
            2025-10-06,2025-10-12,complete,5,0,fedora-42,aarch64
            2025-10-06,2025-10-12,complete,3,2,epel-9,x86_64
            2025-10-06,2025-10-12,complete,1,0,'=HYPERLINK(1),x86_64

            """,
            csv.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Totals_OfARange_ShowTheGapAsNotKnown()
    {
        JsonElement answer = await _pipeline.AskAsync($"/api/totals?site={Site}&from=2025-09-01&to=2025-12-31&series=both&group_by=none");

        Assert.Equal(
            ["2025-10-06 complete 19 9", "2025-10-13 missing  ", "2025-10-20 complete 19 9"],
            answer.GetProperty("weeks").EnumerateArray().Select(week =>
                $"{week.GetProperty("start")} {week.GetProperty("state")} {week.GetProperty("hits")} {week.GetProperty("hosts")}"));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("weeks")[1].GetProperty("rows").ValueKind);
        Assert.Equal(
            "missing", (await _pipeline.AskAsync($"/api/weeks?site={Site}")).GetProperty("weeks")[1].GetProperty("state").GetString());
    }

    [Theory, InlineData("json"), InlineData("csv")]
    public async Task Pages_TogetherAreTheWhole_AndEndWhenTotalsChange(string format)
    {
        string asked = $"from=2025-10-01&to=2025-10-31&format={format}";
        var pages = new List<string>();
        string? next = null;
        do
        {
            using HttpResponseMessage page = await AnswerAsync($"{asked}&limit=3{(next is null ? "" : $"&after={next}")}");
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            pages.Add(await page.Content.ReadAsStringAsync());
            next = page.Headers.TryGetValues("Link", out IEnumerable<string>? links)
                ? links.Single().Split("after=")[1].Split('>')[0]
                : null;
        }
        while (next is not null);

        Assert.Equal(3, pages.Count);
        Assert.Equal(Rows(await GetAsync(asked)), pages.SelectMany(Rows));

        using HttpResponseMessage first = await AnswerAsync($"{asked}&limit=3");
        string after = first.Headers.GetValues("Link").Single().Split("after=")[1].Split('>')[0];
        await PutAsync(First, revision: 2);
        using HttpResponseMessage gone = await AnswerAsync($"{asked}&limit=3&after={after}");
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.NotEqual(first.Headers.ETag, (await AnswerAsync($"{asked}&limit=3")).Headers.ETag);

        IEnumerable<string> Rows(string text) => format == "csv"
            ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            : JsonDocument.Parse(text).RootElement
            .GetProperty("weeks").EnumerateArray()
            .Where(week => week.GetProperty("rows").ValueKind == JsonValueKind.Array)
                .SelectMany(week => week.GetProperty("rows").EnumerateArray().Select(row => $"{week.GetProperty("week")} {row}"));
    }

    [Theory]
    [InlineData("week=2025-10-08&series=both&age=1", 400, "hosts have no age")]
    [InlineData("week=2025-10-08&series=hosts&group_by=repo,age", 400, "hosts have no age")]
    [InlineData("week=2025-10-08&series=hits,hosts", 400, "hits or hosts or both is expected")]
    [InlineData("week=2025-10-08&group_by=repo,repo", 400, "each once")]
    [InlineData("week=2025-10-08&from=2025-10-01", 400, "give one or the other")]
    [InlineData("week=8.10.2025", 400, "yyyy-MM-dd")]
    [InlineData("week=2025-10-08&limit=0", 400, "from 1 to 10000")]
    [InlineData("week=2025-10-08&after=x", 400, "take it from there")]
    [InlineData("week=2024-10-08", 404, "there are weeks from 2025-10-06 to 2025-10-26")]
    public async Task Requests_ThatAreWrong_AreToldWhy(string asked, int status, string why)
    {
        using HttpResponseMessage answer = await AnswerAsync(asked);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task PutAsync(Week week, int revision)
    {
        ITotals totals = _pipeline.Services.GetRequiredService<ITotals>();
        string? version = (await totals.ListWeeksAsync(Site, default)).FirstOrDefault(one => one.Week == week)?.Version;
        var described = new WeekTotals
        {
            Site = Site,
            Week = week,
            IsCountmeComplete = true,
            IsUniqueComplete = true,
            Revision = revision,
            Source = "test",
            Fingerprint = $"{revision}",
            MissingDays = [],
            IsPartial = false,
            Version = version,
        };
        await totals.ReplaceWeekAsync(described, Counts().ToAsyncEnumerable(), default);
    }

    private static IEnumerable<BucketCount> Counts()
    {
        yield return Count("epel-9", "x86_64", BucketCount.UniqueAge, 2);
        yield return Count("fedora-42", "x86_64", BucketCount.UniqueAge, 7);
        yield return Count(Hostile, "x86_64", 4, 1);
        yield return Count("epel-9", "x86_64", 1, 3);
        yield return Count("fedora-42", "aarch64", 2, 5);
        yield return Count("fedora-42", "x86_64", 1, 10);
    }

    private static BucketCount Count(string repo, string arch, long age, long hits) =>
        new(new Bucket("Fedora Linux", "42", "server", arch, age, repo, "x86_64"), hits);

    private Task<HttpResponseMessage> AnswerAsync(string asked) =>
        _pipeline.Http.GetAsync(new Uri($"/api/totals?site={Site}&{asked}", UriKind.Relative));

    private async Task<string> GetAsync(string asked)
    {
        using HttpResponseMessage answer = await AnswerAsync(asked);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
