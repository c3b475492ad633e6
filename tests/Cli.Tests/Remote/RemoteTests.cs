using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Remote;

public class RemoteTests
{
    private const string Site = "mirrors.example.org";

    private const string Week = "\"week\":2907,\"start\":\"2025-09-22\",\"end\":\"2025-09-28\",\"state\":\"complete\",\"revision\":2,"
        + "\"missingDays\":[],\"seriesComplete\":true";

    [Fact]
    public async Task Totals_OfTwoPages_AreOneTable()
    {
        using var api = new PretendApi();
        string next = $"</api/totals?site={Site}&after=x>; rel=\"next\"";
        api.On("GET /api/totals", Totals("{\"hits\":1200,\"osName\":\"Fedora Linux\",\"sysAge\":1}"), headers: ("Link", next));
        api.On("GET /api/totals", Totals("{\"hits\":34,\"osName\":\"\",\"sysAge\":4}"));

        Ran ran = await api.Countme("totals", "2025-09-23", "--site", Site, "--repo", "fedora-*", "--group-by", "os,age");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(
            $"""
            {Site}, week 2907, 2025-09-22 to 2025-09-28, complete, revision 2

             hits  os            age
            1,200  Fedora Linux  1
               34  -             4

            2 rows with 1,234 hits

            """.ReplaceLineEndings("\n"),
            ran.Out);
        Assert.Equal(
            [
                $"GET /api/totals?site={Site}&week=2025-09-23&series=hits&group_by=os%2Cage&repo=fedora-%2A&format=json&limit=10000",
                $"GET /api/totals?site={Site}&after=x",
            ],
            api.Asked);
    }

    [Fact]
    public async Task Totals_CsvOfTwoPages_HasOneLineOfNames()
    {
        using var api = new PretendApi();
        api.On("GET /api/totals", "hits,os_name\n5,a\n", 200, "text/csv", ("Link", "</api/totals?after=x>; rel=\"next\""));
        api.On("GET /api/totals", "hits,os_name\n4,b\n", 200, "text/csv");

        Ran ran = await api.Countme("totals", "--site", Site, "--format", "csv", "--series", "unique");

        Assert.Equal((0, "hits,os_name\n5,a\n4,b\n", ""), (ran.ExitCode, ran.Out, ran.Error));
        Assert.Contains("week=latest&series=hosts&format=csv", api.Asked.First());
    }

    [Fact]
    public async Task Status_SiteLate_ShowsWhatAndSaysSoWithItsExitCode()
    {
        using var api = new PretendApi();
        api.On("GET /api/health", Health("\"The newest log of proxy02 is of none of the last days.\""), 503);
        api.On("GET /api/days", $"{{\"site\":\"{Site}\",\"days\":[{Day("2025-10-07", "counted")},{Day("2025-10-08", "waiting")}]}}");
        api.On(
            "GET /api/uploads",
            $"{{\"site\":\"{Site}\",\"uploads\":[{{\"name\":\"p/{Site}-access.log.gz\",\"reason\":\"The archive is cut.\"}}]}}");

        Ran ran = await api.Countme("status", "--site", Site, "--from", "2025-10-07", "--to", "2025-10-08");

        Assert.Equal((4, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(
            $"""
            site                 host     newest log day  newest counted day  newest complete week
            {Site}                           2025-10-07          2025-09-29
                                 proxy01  2025-10-08
                                 proxy02  -
            {Site}: The newest log of proxy02 is of none of the last days.

            log day     state    uploads  missing hosts  reason
            2025-10-07  counted        3  proxy02        -
            2025-10-08  waiting        3  proxy02        -
            Set aside: p/{Site}-access.log.gz: The archive is cut.

            """.ReplaceLineEndings("\n"),
            ran.Out);
        Assert.Contains($"GET /api/days?site={Site}&from=2025-10-07&to=2025-10-08", api.Asked);
    }

    [Theory]
    [InlineData("counted", 0)]
    [InlineData("failed", 4)]
    public async Task Status_Wait_EndsWithTheDays(string last, int exitCode)
    {
        using var api = new PretendApi();
        api.On("GET /api/health", Health("\"Late.\""), 503);
        api.On("GET /api/days", $"{{\"days\":[{Day("2025-10-07", "counted")},{Day("2025-10-08", "counting")}]}}");
        api.On("GET /api/days", $"{{\"days\":[{Day("2025-10-07", "counted")},{Day("2025-10-08", last)}]}}");
        api.On("GET /api/uploads", "{\"uploads\":[]}");

        Ran ran = await api.Countme("status", "--site", Site, "--from", "2025-10-07", "--to", "2025-10-08", "--wait");

        Assert.Equal(exitCode, ran.ExitCode);
        Assert.StartsWith("1 of 2 days counted\n", ran.Error);
    }

    [Fact]
    public async Task Backfill_Wait_TellsHowFarItIs()
    {
        using var api = new PretendApi();
        api.On("POST /api/backfills", "{\"id\":\"backfill-1\",\"started\":true}", 202);
        api.On("GET /api/backfills/backfill-1", Backfill("running", "counted", "waiting"));
        api.On("GET /api/backfills/backfill-1", Backfill("finished", "counted", "unchanged"));

        Ran ran = await api.Countme(
            "backfill", "start", "--site", Site, "--from", "2025-10-07", "--to", "2025-10-08", "--steps", "totals,publish", "--parallel",
            "2", "--wait");

        Assert.Equal((0, "running: 1 counted, 1 waiting\nfinished: 1 counted, 1 unchanged\n"), (ran.ExitCode, ran.Error));
        Assert.StartsWith("backfill-1: finished\nlog day     progress   state    reason\n2025-10-07  counted    counted  -\n", ran.Out);
        Assert.Equal(
            $"POST /api/backfills {{\"site\":\"{Site}\",\"from\":\"2025-10-07\",\"to\":\"2025-10-08\",\"force\":false,\"dryRun\":false,"
                + "\"parallel\":2,\"steps\":[\"totals\",\"publish\"]}",
            api.Asked.First());
    }

    [Fact]
    public async Task Backfill_EndedBadly_IsIncomplete()
    {
        using var api = new PretendApi();
        api.On("GET /api/backfills/b", Backfill("failed", "failed", "counted"));

        Ran ran = await api.Countme("backfill", "show", "b", "--wait", "--quiet");

        Assert.Equal((4, "", ""), (ran.ExitCode, ran.Out, ran.Error));
    }

    [Fact]
    public async Task Backfill_StopAndDryRun_ShowTheAnswer()
    {
        using var api = new PretendApi();
        api.On("DELETE /api/backfills/b", "{\"id\":\"b\",\"status\":\"stopping\"}", 202);
        api.On(
            "POST /api/backfills",
            "{\"id\":\"b\",\"dryRun\":true,\"plan\":[{\"day\":\"2025-10-07\",\"uploads\":3,\"state\":\"failed\",\"would\":\"count\"}]}");

        Ran stop = await api.Countme("backfill", "stop", "b");
        Ran plan = await api.Countme("backfill", "start", "--site", Site, "--from", "2025-10-07", "--to", "2025-10-07", "--dry-run");

        Assert.Equal((0, "b: stopping\n", ""), (stop.ExitCode, stop.Out, stop.Error));
        Assert.Equal(
            "b: would count the days that have logs\nlog day     uploads  state   would\n2025-10-07        3  failed  count\n", plan.Out);
    }

    [Fact]
    public async Task Api_Busy_IsAskedAgain()
    {
        using var api = new PretendApi();
        api.On("GET /api/health", "busy", 429, "text/plain", ("Retry-After", "0"));
        api.On("GET /api/health", "starting", 503, "text/plain", ("Retry-After", "0"));
        api.On("GET /api/health", "{\"status\":\"ok\",\"sites\":[]}");

        Ran ran = await api.Countme("status");

        Assert.Equal((0, "No site is known: no log has come yet.\n", ""), (ran.ExitCode, ran.Out, ran.Error));
        Assert.Equal(3, api.Asked.Count);
        Assert.All(api.Keys, key => Assert.Equal("s3cret", key));
    }

    [Theory]
    [InlineData(503, "text/plain", "busy", "The API answered 503 Service Unavailable.")]
    [InlineData(500, "text/html", "<html>", "The API answered 500 Internal Server Error.")]
    [InlineData(
        400, "application/problem+json",
        "{\"title\":\"Bad request\",\"detail\":\"week is wrong; name one\"}",
        "The API answered 400: week is wrong; name one.")]
    [InlineData(
        401, "text/plain", "", "The API answered 401: a key is needed, or this one may not do that. Give a function key in COUNTME_KEY.")]
    [InlineData(302, "text/plain", "", "The API answered 302 Found.")]
    public async Task Api_Refuses_SaysWhy(int status, string type, string body, string message)
    {
        using var api = new PretendApi();
        api.On("GET /api/totals", body, status, type, ("Location", "http://127.0.0.1:1/"));

        Ran ran = await api.Countme("totals", "--site", Site, "--retries", "0");

        Assert.Equal((1, "", $"countme: {message}\n"), (ran.ExitCode, ran.Out, ran.Error));
    }

    [Fact]
    public async Task Api_IsNone_SaysSo()
    {
        using var api = new PretendApi();
        api.On("GET /api/health", "<html>", 200, "text/html");

        Ran nobody = await api.Countme("status", "--api", "http://127.0.0.1:1", "--retries", "0");
        Ran other = await api.Countme("status");

        Assert.Equal(
            (1,
                "countme: The API at http://127.0.0.1:1/api/ did not answer: Connection refused (127.0.0.1:1). "
                + "Start the pipeline, or correct --api or COUNTME_API.\n"),
            (nobody.ExitCode, nobody.Error));
        Assert.Equal(
            (1,
                $"countme: The answer of {api.Address}/api/ is none of a pipeline: that is another service. "
                + "Correct --api or COUNTME_API.\n"),
            (other.ExitCode, other.Error));
    }

    [Theory]
    [InlineData("ftp://x", "The API's address is \"ftp://x\"; one such as https://NAME.azurewebsites.net is expected. Correct --api.")]
    [InlineData(
        "http://example.org",
        "The API's address begins with http: COUNTME_KEY would go over the network in the clear. Give an https address.")]
    public async Task Api_AddressWrong_IsRefused(string address, string message)
    {
        using var api = new PretendApi();

        Ran ran = await api.Countme("status", "--api", address);

        Assert.Equal((2, "", $"countme: {message}\n"), (ran.ExitCode, ran.Out, ran.Error));
    }

    private static string Totals(string row) =>
        $"{{\"site\":\"{Site}\",\"series\":\"hits\",\"weeks\":[{{{Week},\"hits\":1234,\"groups\":2,\"rows\":[{row}]}}],\"next\":null}}";

    private static string Health(string problems) =>
        $"{{\"status\":\"late\",\"sites\":[{{\"site\":\"{Site}\",\"newestCountedDay\":\"2025-10-07\",\"newestCompleteWeek\":\"2025-09-29\","
            + "\"hosts\":[{\"host\":\"proxy01\",\"newestLog\":\"2025-10-08\"},{\"host\":\"proxy02\",\"newestLog\":null}],"
            + $"\"problems\":[{problems}]}}]}}";

    private static string Day(string day, string state) =>
        $"{{\"day\":\"{day}\",\"state\":\"{state}\",\"uploads\":3,\"missingHosts\":[\"proxy02\"],\"reason\":null}}";

    private static string Backfill(string status, string first, string second) =>
        $"{{\"id\":\"backfill-1\",\"status\":\"{status}\",\"days\":[{{\"day\":\"2025-10-07\",\"progress\":\"{first}\","
        + $"\"state\":\"counted\",\"reason\":null}},"
            + $"{{\"day\":\"2025-10-08\",\"progress\":\"{second}\",\"state\":\"counted\",\"reason\":null}}]}}";
}
