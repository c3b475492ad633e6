using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Countme.Core.Status;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>The published corpus, uploaded as proxies would, through the app: the same totals as everywhere.</summary>
public sealed class GoldenPipelineTests
{
    private const string Fedora = "mirrors.fedoraproject.org";
    private const string Centos = "mirrors.centos.org";
    private const string Late = "proxy02/2025/10/09/http/mirrors.fedoraproject.org-access.log";

    private static readonly DateTimeOffset Now = new(2025, 10, 16, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Uploads_OneLateOneCorruptOneMisnamed_TotalsAreGolden()
    {
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(Now);
        var logs = Logs().ToList();
        var late = logs.Where(log => log.Name.StartsWith(Late, StringComparison.Ordinal)).ToList();
        foreach ((string path, string name) in logs.Except(late).Reverse())
        {
            await pipeline.UploadAsync(path, name);
        }

        await pipeline.UploadAsync([0x1f, 0x8b, 8, 0, 1, 2, 3], "proxy09/2025/10/08/mirrors.fedoraproject.org-access.log.gz");
        await pipeline.UploadAsync(Encoding.UTF8.GetBytes("this is\nno log\n"), "proxy08/2025/10/08/mirrors.centos.org-access.log");
        await pipeline.UploadAsync([1], "somewhere/else.txt");
        await pipeline.UntilAllCountedAsync(Fedora, "2025-10-06", "2025-10-15", 10);
        await pipeline.UntilAllCountedAsync(Centos, "2025-10-06", "2025-10-15", 10);
        Assert.NotEqual(Golden(Fedora), await TotalsAsync(pipeline, Fedora));

        (string latePath, string lateName) = Assert.Single(late);
        await pipeline.UploadAsync(latePath, lateName);
        await pipeline.UntilAsync(
            $"/api/days?site={Fedora}&from=2025-10-09&to=2025-10-09",
            text => text.Contains("\"uploads\": 3", StringComparison.Ordinal) && text.Contains("\"counted\"", StringComparison.Ordinal));

        Assert.Equal(Golden(Fedora), await TotalsAsync(pipeline, Fedora));
        Assert.Equal(Golden(Centos), await TotalsAsync(pipeline, Centos));
        await AssertSetAsideAsync(pipeline);
        await AssertApiAsync(pipeline);
        await AssertBackfillAsync(pipeline);
        Assert.Equal([], pipeline.Bus.Unended());
        Assert.DoesNotContain(pipeline.Bus.Events, one => one.State is StatusState.Failed);
    }

    private static async Task AssertSetAsideAsync(LocalPipeline pipeline)
    {
        var skipped = pipeline.Bus.Events
            .Where(one => one is { Station: "upload", State: StatusState.Skipped })
            .ToDictionary(one => one.Upload!);

        Assert.Equal(
            [
                "proxy08/2025/10/08/mirrors.centos.org-access.log",
                "proxy09/2025/10/08/mirrors.fedoraproject.org-access.log.gz",
                "somewhere/else.txt",
            ],
            skipped.Keys.Order(StringComparer.Ordinal));
        Assert.StartsWith(
            "Found no line with a date", skipped["proxy08/2025/10/08/mirrors.centos.org-access.log"].Reason, StringComparison.Ordinal);
        Assert.All(skipped.Keys, name => Assert.False(pipeline.HasLogAsync(name).GetAwaiter().GetResult()));
        string uploads = await pipeline.Http.GetStringAsync(new Uri($"/api/uploads?site={Fedora}&day=2025-10-08", UriKind.Relative));
        Assert.Contains("\"setAside\"", uploads, StringComparison.Ordinal);
        string unknown = await pipeline.Http.GetStringAsync(
            new Uri("/api/uploads?site=unknown&from=2025-10-16&to=2025-10-30", UriKind.Relative));
        Assert.Contains("somewhere/else.txt", unknown, StringComparison.Ordinal);
    }

    private static async Task AssertApiAsync(LocalPipeline pipeline)
    {
        using HttpResponseMessage totals = await pipeline.Http.GetAsync(
            new Uri($"/api/totals?site={Fedora}&week=2909&group_by=repo&limit=2", UriKind.Relative));
        using JsonDocument json = JsonDocument.Parse(await totals.Content.ReadAsStringAsync());
        JsonElement week = json.RootElement.GetProperty("weeks")[0];
        Assert.Equal(2, week.GetProperty("rows").GetArrayLength());
        Assert.True(week.GetProperty("seriesComplete").GetBoolean());
        Assert.True(week.GetProperty("revision").GetInt32() >= 2);

        using HttpResponseMessage next = await pipeline.Http.GetAsync(
            new Uri(totals.Headers.GetValues("Link").Single().Split('>')[0][1..], UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);

        using var again = new HttpRequestMessage(HttpMethod.Get, totals.RequestMessage!.RequestUri);
        again.Headers.IfNoneMatch.Add(totals.Headers.ETag!);
        using HttpResponseMessage unchanged = await pipeline.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);

        using HttpResponseMessage bad = await pipeline.Http.GetAsync(new Uri("/api/totals?sites=x&series=all", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal("application/problem+json", bad.Content.Headers.ContentType!.MediaType);
        using JsonDocument problem = JsonDocument.Parse(await bad.Content.ReadAsStringAsync());
        Assert.Equal(["sites", "site", "series"], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name));

        string health = await (await pipeline.Http.GetAsync(new Uri("/api/health", UriKind.Relative))).Content.ReadAsStringAsync();
        Assert.Contains("\"newestCompleteWeek\": \"2025-10-06\"", health, StringComparison.Ordinal);
    }

    private static async Task AssertBackfillAsync(LocalPipeline pipeline)
    {
        var request = new { site = Fedora, from = "2025-10-01", to = "2025-10-15", force = true, parallel = 4 };
        using HttpResponseMessage first = await pipeline.Http.PostAsJsonAsync(new Uri("/api/backfills", UriKind.Relative), request);
        using HttpResponseMessage second = await pipeline.Http.PostAsJsonAsync(new Uri("/api/backfills", UriKind.Relative), request);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);

        string end = await pipeline.UntilAsync(
            first.Headers.Location!.PathAndQuery, text => text.Contains("\"status\": \"finished\"", StringComparison.Ordinal));

        Assert.Equal(5, end.Split("\"progress\": \"empty\"").Length - 1);
        Assert.Equal(10, end.Split("\"progress\": \"counted\"").Length - 1);
        Assert.Equal(Golden(Fedora), await TotalsAsync(pipeline, Fedora));
        Assert.Contains(
            pipeline.Bus.Events, one => one is { Station: "backfill", State: StatusState.Finished, Key: "2025-10-01..2025-10-15" });
    }

    private static IEnumerable<(string Path, string Name)> Logs()
    {
        string root = TestData.PathOf("golden", "small", "proxies");
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (path, Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/')));
    }

    private static string[] Golden(string site) =>
        Sorted(File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", site, "direct", "totals.sorted.csv")));

    private static async Task<string[]> TotalsAsync(LocalPipeline pipeline, string site) =>
        Sorted(await pipeline.PublishedAsync(site, "totals.csv"));

    private static string[] Sorted(byte[] csv) =>
        [.. Encoding.Latin1.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
}
