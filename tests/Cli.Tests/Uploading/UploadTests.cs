using System.Diagnostics;
using System.Text.Json;
using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Uploading;

public class UploadTests
{
    private const string Site = "mirrors.example.org";
    private const string Blob = $"proxy01/2025/10/07/http/{Site}-access.log";

    [Fact]
    public async Task Upload_NamesOfTheOldStep_AreMapped()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log", "live\n");
        account.File($"{Site}-access.log-20251007", "a\n");
        account.File($"{Site}-access.log-20251008.xz", "b\n");
        account.File($"2025/10/09/{Site}-access.log.gz", "c\n");
        account.File($"2025/10/10/http/{Site}-access.log", "d\n");
        account.File($"proxy07/2025/10/07/http/{Site}-access.log", "e\n");
        account.File($"2025/10/10/http_with_date/{Site}-access.log-20251010", "shadow\n");
        account.File($"{Site}-error.log-20251007", "other\n");

        Ran ran = await account.Upload();
        Ran named = await account.Upload("--host", "proxy01");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.StartsWith("5 logs sent, 0.0 MB; 0 there already; 0 older than --days\n", ran.Out);
        Assert.Contains($"access.log: has no date in its name or folder: it is the log that is being written", ran.Out);
        Assert.Equal(0, named.ExitCode);
        Assert.Equal(
            [
                ($"proxy01/2025/10/07/http/{Site}-access.log", "a\n"),
                ($"proxy01/2025/10/08/http/{Site}-access.log.xz", "b\n"),
                ($"proxy01/2025/10/09/{Site}-access.log.gz", "c\n"),
                ($"proxy01/2025/10/10/http/{Site}-access.log", "d\n"),
                ($"proxy07/2025/10/07/http/{Site}-access.log", "e\n"),
            ],
            (await account.Blobs())
                .Where(blob => blob.Key.StartsWith("proxy", StringComparison.Ordinal))
                .Select(blob => (blob.Key, blob.Value.Text)));
    }

    [Fact]
    public async Task Upload_SecondRun_DoesNothing()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        await account.Upload("--host", "proxy01");
        var before = await account.Blobs();

        Ran ran = await account.Upload("--host", "proxy01");

        Assert.Equal((0, "0 logs sent, 0.0 MB; 1 there already; 0 older than --days\n", ""), (ran.ExitCode, ran.Out, ran.Error));
        Assert.Equal(before, await account.Blobs());
    }

    [Fact]
    public async Task Upload_StateLost_CostsAListingAlone()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        await account.Upload("--host", "proxy01");
        var before = await account.Blobs();
        File.Delete(account.State);

        Ran ran = await account.Upload("--host", "proxy01");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.StartsWith("0 logs sent, 0.0 MB; 1 there already", ran.Out);
        Assert.Equal(before, await account.Blobs());
    }

    [Fact]
    public async Task Upload_StateTorn_IsReadAsFarAsItGoes()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        await account.Upload("--host", "proxy01");
        await File.AppendAllTextAsync(account.State, "{\"blob\":\"http");

        Ran ran = await account.Upload("--host", "proxy01");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.StartsWith("0 logs sent", ran.Out);
    }

    [Fact]
    public async Task Upload_LogOnlyTouched_IsNotSentAgain()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        await account.Upload("--host", "proxy01");
        var before = await account.Blobs();
        account.File($"{Site}-access.log-20251007", second: 9);

        Ran ran = await account.Upload("--host", "proxy01");

        Assert.StartsWith("0 logs sent, 0.0 MB; 1 there already", ran.Out);
        Assert.Equal(before, await account.Blobs());
    }

    [Theory]
    [InlineData("log\nmore\n", 9)]
    [InlineData("lag\n", 9)]
    [InlineData("log\nmore\n", 0)]
    public async Task Upload_LogChanged_TakesThePlaceOfTheEarlierOne(string text, int second)
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        await account.Upload("--host", "proxy01");
        var before = await account.Blobs();
        account.File($"{Site}-access.log-20251007", text, second);

        Ran ran = await account.Upload("--host", "proxy01");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.StartsWith("1 log sent (1 of them again, changed)", ran.Out);
        var after = await account.Blobs();
        Assert.Equal(text, after[Blob].Text);
        Assert.NotEqual(before[Blob].ETag, after[Blob].ETag);
    }

    [Fact]
    public async Task Upload_BlobOfAnotherTool_IsReplacedOnce()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        await account.Container.UploadBlobAsync(Blob, new BinaryData("else"));

        Ran first = await account.Upload("--host", "proxy01");
        Ran second = await account.Upload("--host", "proxy01");

        Assert.StartsWith("1 log sent (1 of them again, changed)", first.Out);
        Assert.StartsWith("0 logs sent", second.Out);
        Assert.Equal("log\n", (await account.Blobs())[Blob].Text);
    }

    [Fact]
    public async Task Upload_EmptyLog_IsSent()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007", "");

        Ran ran = await account.Upload("--host", "proxy01");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal("", (await account.Blobs())[Blob].Text);
    }

    [Fact]
    public async Task Upload_DryRun_SendsAndRemembersNothing()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");

        Ran ran = await account.Upload("--host", "proxy01", "--dry-run");

        Assert.Equal(
            (0, $"1 log to send, 0.0 MB; 0 there already; 0 older than --days\n  {Blob}\n", ""), (ran.ExitCode, ran.Out, ran.Error));
        Assert.Empty(await account.Blobs());
        Assert.False(File.Exists(account.State));
    }

    [Fact]
    public async Task Upload_Filters_LeaveTheRest()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        account.File("other.example.org-access.log-20251007");
        account.File("proxy02/2025/10/07/http/other.example.org-access.log");

        Ran site = await account.Upload("--host", "proxy01", "--site", Site);
        Ran days = await account.Upload("--host", "proxy01", "--days", "3");

        Assert.StartsWith("1 log sent", site.Out);
        Assert.StartsWith("0 logs sent, 0.0 MB; 0 there already; 2 older than --days", days.Out);
        Assert.Equal([Blob], (await account.Blobs()).Keys);
    }

    [Fact]
    public async Task Upload_Links_AreLeftOut()
    {
        using LogsAccount account = await LogsAccount.New();
        string real = account.File($"{Site}-access.log-20251007");
        File.CreateSymbolicLink(Path.Join(account.Logs, $"{Site}-access.log-20251008"), real);

        Ran ran = await account.Upload("--host", "proxy01");

        Assert.StartsWith("1 log sent", ran.Out);
        Assert.Contains("access.log-20251008: is a link\n", ran.Out);
    }

    [Fact]
    public async Task Upload_Json_NamesEveryLog()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");

        Ran ran = await account.Upload("--host", "proxy01", "--json");

        using JsonDocument json = JsonDocument.Parse(ran.Out);
        Assert.Equal(1, json.RootElement.GetProperty("sent").GetInt32());
        Assert.Equal(4, json.RootElement.GetProperty("sentBytes").GetInt64());
        JsonElement log = Assert.Single(json.RootElement.GetProperty("logs").EnumerateArray());
        Assert.Equal((Blob, "sent"), (log.GetProperty("blob").GetString(), log.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Upload_KilledHalfWay_GoesOnAndSendsNoBlockTwice()
    {
        using LogsAccount account = await LogsAccount.New();
        string text = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"line {i} of a log that takes many blocks\n"));
        account.File($"{Site}-access.log-20251007", text);
        using (Process process = account.Start(Azurite.ConnectionString, "--host", "proxy01", "--block-size", "64KiB", "--parallel", "1"))
        {
            while (!process.HasExited && await account.Staged(Blob) < 5)
            {
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        var halfWay = await account.Blobs();
        int staged = await account.Staged(Blob);
        Ran ran = await account.Upload("--host", "proxy01", "--block-size", "64KiB", "--json");

        Assert.Empty(halfWay);
        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        using JsonDocument json = JsonDocument.Parse(ran.Out);
        Assert.Equal(text.Length - (staged * 65536), json.RootElement.GetProperty("sentBytes").GetInt64());
        Assert.Equal(text, (await account.Blobs())[Blob].Text);
    }

    [Fact]
    public async Task Upload_TwoRunsAtOnce_LeaveOneWholeBlob()
    {
        using LogsAccount account = await LogsAccount.New();
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\n"));
        account.File($"{Site}-access.log-20251007", text);

        Ran[] ran = await Task.WhenAll(
            account.Upload("--host", "proxy01", "--block-size", "64KiB"), account.Upload("--host", "proxy01", "--block-size", "64KiB"));

        Assert.All(ran, one => Assert.Equal((0, ""), (one.ExitCode, one.Error)));
        Assert.Equal(text, (await account.Blobs())[Blob].Text);
    }
}
