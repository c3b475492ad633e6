using Countme.Adapters.Disk;
using Countme.Adapters.Tests.Contracts;
using Countme.Adapters.Tests.Formats;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Disk;

public sealed class DiskUploadsTests : IDisposable
{
    private readonly DiskStores _stores = new();

    private DiskUploads Uploads => new(_stores.Database, TestPacking.Gzip);

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Open_Folder_IsUnreadable()
    {
        string path = _stores.Folder.PathOf("folder");
        Directory.CreateDirectory(path);
        var exception = await Assert.ThrowsAsync<UnreadableLogException>(() => Uploads.OpenAsync(Samples.Upload(path), default));
        Assert.Equal($"{path} is a folder; a log is a file. Name the file, or move the folder away.", exception.Message);
    }

    [Fact]
    public async Task Open_WithoutRights_IsUnreadable()
    {
        string path = _stores.Folder.Write("log", "x");
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return; // The administrator may read everything.
        }

        File.SetUnixFileMode(path, UnixFileMode.None);
        await Assert.ThrowsAsync<UnreadableLogException>(() => Uploads.OpenAsync(Samples.Upload(path), default));
    }

    [Fact]
    public async Task Record_SameNameOfAnotherDay_Moves()
    {
        await Uploads.RecordAsync([Samples.Upload("x")], default);
        LogUpload moved = Samples.Upload("x", "proxy09", "2025-10-07") with { State = UploadState.Combined };
        await Uploads.RecordAsync([moved], default);

        Assert.Equal(moved, await Uploads.FindAsync("x", default));
        Assert.Empty(await Uploads.ListAsync(Samples.Fedora, Samples.Day("2025-10-06"), default));
        Assert.Equal([moved], await Uploads.ListAsync(Samples.Fedora, Samples.Day("2025-10-07"), default));
    }

    [Fact]
    public async Task Open_FolderOfTheLogGone_IsNull() =>
        Assert.Null(await Uploads.OpenAsync(Samples.Upload(_stores.Folder.PathOf("none/log")), default));

    [Fact]
    public async Task RecordCombined_NowInPlace_RemovesTheContent()
    {
        var logs = new DiskCombinedLogs(_stores.Directory, _stores.Database, TestPacking.Gzip);
        string path = _stores.Directory.CombinedLogPath(Samples.Fedora, Samples.Day("2025-10-06"));
        await using (var draft = await logs.CreateAsync(Samples.Fedora, Samples.Day("2025-10-06"), default))
        {
            await draft.CommitAsync(default);
        }

        await logs.RecordAsync(Samples.Combined("2025-10-06"), default);
        Assert.True(File.Exists(path));
        await logs.RecordAsync(Samples.Combined("2025-10-06", isInPlace: true), default);
        Assert.False(File.Exists(path));
    }
}
