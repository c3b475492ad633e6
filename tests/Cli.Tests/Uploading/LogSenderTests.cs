using Countme.Cli.Uploading;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Cli.Tests.Uploading;

public class LogSenderTests
{
    private const string Blob = "proxy01/2025/10/07/http/mirrors.example.org-access.log";

    [Fact]
    public async Task Send_LogGrowsMeanwhile_LeavesNothingAndTheNextRunTakesIt()
    {
        using LogsAccount account = await LogsAccount.New();
        string path = account.File("mirrors.example.org-access.log-20251007", new string('x', 300));
        using UploadMemory memory = UploadMemory.Open(account.State, isReadOnly: false);
        var writing = new LogSender(account.Container, memory, 100, (_, _) => File.AppendAllText(path, "y"));
        var quiet = new LogSender(account.Container, memory, 100, (_, _) => { });

        UploadResult during = await writing.SendAsync(Log(path), null, CancellationToken.None);
        var left = await account.Blobs();
        UploadResult after = await quiet.SendAsync(Log(path), null, CancellationToken.None);

        Assert.Equal((UploadOutcome.Changing, UploadOutcome.Sent), (during.Outcome, after.Outcome));
        Assert.Empty(left);
        Assert.Equal(await File.ReadAllTextAsync(path), (await account.Blobs())[Blob].Text);
    }

    private static OwnLog Log(string path)
    {
        Assert.True(LogDay.TryParse("2025-10-07", out LogDay day));
        return new OwnLog(path, Blob, new Site("mirrors.example.org"), day, FileVersion.Of(new FileInfo(path)));
    }
}
