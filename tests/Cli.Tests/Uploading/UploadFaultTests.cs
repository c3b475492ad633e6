using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Uploading;

/// <summary>Uploads over a network that breaks: the requests are tried again, and a log is there once and whole.</summary>
public class UploadFaultTests
{
    private static readonly string Large = string.Concat(Enumerable.Range(0, 30_000).Select(line => $"line {line}\n"));

    [Theory]
    [InlineData("small.example.org-access.log-20251006", "log\n", "/small.example.org-access.log")]
    [InlineData("large.example.org-access.log-20251006", null, "comp=blocklist")]
    public async Task Upload_AnswerOfTheLastRequestLost_IsSeenToHaveArrived(string file, string? text, string lost)
    {
        using LogsAccount account = await LogsAccount.New();
        account.File(file, text ?? Large);
        int writes = 0;
        await using FaultProxy proxy = Before(request =>
            request.Method == "PUT" && request.Path.Contains(lost, StringComparison.Ordinal) && writes++ == 0
                ? Fault.TearAfter
                : Fault.None);

        Ran ran = await account.UploadAs(Through(proxy), "--host", "proxy01", "--block-size", "64KiB");
        Ran again = await account.Upload("--host", "proxy01");

        Assert.Equal((0, "", 0), (ran.ExitCode, ran.Error, again.ExitCode));
        Assert.Contains(proxy.Log, line => line.EndsWith(Fault.TearAfter.Name, StringComparison.Ordinal));
        Assert.Equal([text ?? Large], (await account.Blobs()).Values.Select(blob => blob.Text));
    }

    [Fact]
    public async Task Upload_FaultsByChance_SendEveryLogWhole()
    {
        using LogsAccount account = await LogsAccount.New();
        for (int day = 1; day <= 4; day++)
        {
            account.File($"a.example.org-access.log-2025100{day}", $"{day}\n{Large}");
        }

        Func<FaultRequest, Fault> fault = FaultProxy.Seeded(1);
        await using FaultProxy proxy = Before(request => request.Number % 3 == 0 ? fault(request) : Fault.None);

        Ran ran = await account.UploadAs(Through(proxy), "--host", "proxy01", "--block-size", "128KiB", "--retries", "6");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(Enumerable.Range(1, 4).Select(day => $"{day}\n{Large}"), (await account.Blobs()).Values.Select(blob => blob.Text));
        Assert.Contains(proxy.Log, line => !line.EndsWith(Fault.None.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upload_BusyForGood_FailsAndTheNextRunGoesOn()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File("a.example.org-access.log-20251006", Large);
        await using FaultProxy proxy = Before(request =>
            request.Path.Contains("comp=blocklist", StringComparison.Ordinal) && request.Method == "PUT"
                ? Fault.Answer(503, 0)
                : Fault.None);

        Ran failed = await account.UploadAs(Through(proxy), "--host", "proxy01", "--block-size", "64KiB");
        int sent = proxy.Log.Count(line => line.Contains("comp=block&", StringComparison.Ordinal));
        bool isThere = (await account.Blobs()).Count > 0;
        await using FaultProxy calm = Before(_ => Fault.None);
        Ran again = await account.UploadAs(Through(calm), "--host", "proxy01", "--block-size", "64KiB");

        Assert.NotEqual(0, failed.ExitCode);
        Assert.False(isThere);
        Assert.InRange(sent, 2, 100);
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.DoesNotContain(calm.Log, line => line.Contains("comp=block&", StringComparison.Ordinal));
        Assert.Equal([Large], (await account.Blobs()).Values.Select(blob => blob.Text));
    }

    private static FaultProxy Before(Func<FaultRequest, Fault> decide) => new(new Uri(Setting("BlobEndpoint")), decide);

    private static string Through(FaultProxy proxy) =>
        Azurite.ConnectionString.Replace(Setting("BlobEndpoint"), proxy.Address.AbsoluteUri, StringComparison.Ordinal);

    private static string Setting(string name) =>
        Azurite.ConnectionString.Split(';').Single(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
