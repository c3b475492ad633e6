using Azure.Storage.Sas;
using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Uploading;

/// <summary>What upload needs to be told and allowed, and what it says when that is missing.</summary>
public class UploadRightsTests
{
    private const string Site = "mirrors.example.org";
    private const string Blob = $"proxy01/2025/10/07/http/{Site}-access.log";

    [Theory]
    [InlineData(BlobContainerSasPermissions.Write)]
    [InlineData(BlobContainerSasPermissions.Create)]
    public async Task Upload_MayNotRead_SendsOnceAndSaysThatNothingWasCompared(BlobContainerSasPermissions permissions)
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        string blind = account.Allowing(permissions);

        Ran first = await account.UploadAs(blind, "--host", "proxy01");
        Ran second = await account.UploadAs(blind, "--host", "proxy01");
        File.Delete(account.State);
        account.File($"{Site}-access.log-20251008");
        Ran third = await account.UploadAs(blind, "--host", "proxy01");

        Assert.Equal(
            "1 log sent, 0.0 MB; 0 there already; 0 older than --days\n"
                + "This identity may not list the container: logs were only added, and what is there was not compared.\n",
            first.Out);
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.StartsWith("0 logs sent, 0.0 MB; 1 there already", second.Out);
        Assert.Equal((0, ""), (third.ExitCode, third.Error));
        Assert.StartsWith("1 log sent, 0.0 MB; 1 there already", third.Out);
        Assert.Equal("log\n", (await account.Blobs())[Blob].Text);
    }

    [Theory]
    [InlineData(BlobContainerSasPermissions.Write)]
    [InlineData(BlobContainerSasPermissions.Create)]
    public async Task Upload_MayNotReadAndLogChanged_LeavesWhatIsThereAndSaysSo(BlobContainerSasPermissions permissions)
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        string blind = account.Allowing(permissions);
        await account.UploadAs(blind, "--host", "proxy01");
        account.File($"{Site}-access.log-20251007", "log\nmore\n", second: 9);

        Ran ran = await account.UploadAs(blind, "--host", "proxy01");

        Assert.Equal((4, ""), (ran.ExitCode, ran.Error));
        Assert.Contains(
            "access.log-20251007: changed after it was uploaded; replacing it takes an identity that may list and write", ran.Out);
        Assert.Equal("log\n", (await account.Blobs())[Blob].Text);
    }

    [Theory]
    [InlineData(BlobContainerSasPermissions.Write)]
    [InlineData(BlobContainerSasPermissions.Create)]
    public async Task Upload_MayNotRead_SendsALogOfManyBlocks(BlobContainerSasPermissions permissions)
    {
        using LogsAccount account = await LogsAccount.New();
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\n"));
        account.File($"{Site}-access.log-20251007", text);

        Ran first = await account.UploadAs(account.Allowing(permissions), "--host", "proxy01", "--block-size", "64KiB");
        Ran second = await account.UploadAs(account.Allowing(permissions), "--host", "proxy01", "--block-size", "64KiB");

        Assert.StartsWith("1 log sent", first.Out);
        Assert.StartsWith("0 logs sent, 0.0 MB; 1 there already", second.Out);
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(text, (await account.Blobs())[Blob].Text);
    }

    [Fact]
    public async Task Upload_MayNothing_FailsAndNamesTheAnswer()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");

        Ran ran = await account.UploadAs(account.Allowing(BlobContainerSasPermissions.Delete), "--host", "proxy01");

        Assert.Equal((4, ""), (ran.ExitCode, ran.Error));
        Assert.Contains("access.log-20251007: The answer was 403 AuthorizationPermissionMismatch: this identity may not do that.", ran.Out);
    }

    [Fact]
    public async Task Upload_NoTarget_ListsTheWays()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");

        Ran none = await account.UploadAs("");
        Ran wrong = await account.UploadAs("AccountKey=secret");

        Assert.Equal(2, none.ExitCode);
        Assert.StartsWith("countme: Found nothing that tells where to upload to. Name one: a connection string", none.Error);
        Assert.Equal(2, wrong.ExitCode);
        Assert.StartsWith("countme: CountmeStorage is no connection string of a storage account. Name one:", wrong.Error);
        Assert.DoesNotContain("secret", wrong.Error);
    }

    [Fact]
    public async Task Upload_NobodyListens_SaysSo()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");
        string nobody = System.Text.RegularExpressions.Regex.Replace(
            Azurite.ConnectionString, "BlobEndpoint=http://127.0.0.1:[0-9]+", "BlobEndpoint=http://127.0.0.1:1");

        Ran ran = await account.UploadAs(nobody);

        Assert.Equal((1, ""), (ran.ExitCode, ran.Out));
        Assert.Matches(@"\Acountme: No answer: Connection refused \(127\.0\.0\.1:1\)\. Check the address .*\n\z", ran.Error);
    }

    [Fact]
    public async Task Upload_ContainerMissing_SaysSo()
    {
        using LogsAccount account = await LogsAccount.New();
        account.File($"{Site}-access.log-20251007");

        Ran ran = await account.Upload("--container", "nowhere");

        Assert.Equal((1, ""), (ran.ExitCode, ran.Out));
        Assert.Equal(
            "countme: The container is not there. Make it (the pipeline does when it starts), or correct --container.\n", ran.Error);
    }
}
