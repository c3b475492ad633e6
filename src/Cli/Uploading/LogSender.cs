using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Countme.Cli.Uploading;

/// <summary>
/// Sends one log as a block blob: a small one in one request, a large one in blocks. A block's id is made of its position and content,
/// so a run that goes on after another one was stopped sends no block twice. Only the list of blocks at the end makes the blob: whoever
/// waits for it sees whole logs alone.
/// </summary>
/// <param name="container">Where to.</param>
/// <param name="memory">Remembers what is there where the container cannot be asked.</param>
/// <param name="blockBytes">Size of a block but the last.</param>
/// <param name="report">Is told the bytes done, and of those the bytes sent.</param>
internal sealed class LogSender(BlobContainerClient container, UploadMemory memory, int blockBytes, Action<long, bool> report)
{
    /// <summary>What to say of a log whose name is taken by something that cannot be looked at.</summary>
    public const string NotCompared = "a log of that name is there; this identity may not compare it";

    private const int IdBytes = 32;
    private const int MaxAttempts = 3;

    // 5000 MiB: most that one request may hold.
    private const long MaxWholeBytes = 5000L << 20;

    /// <summary>Sends a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="there">What is there under its name; null for nothing.</param>
    /// <param name="cancellation">Stops it; what was sent stays as blocks that no blob has.</param>
    public async Task<UploadResult> SendAsync(OwnLog log, UploadedLog? there, CancellationToken cancellation)
    {
        BlockBlobClient blob = container.GetBlockBlobClient(log.BlobName);
        bool mayResume = true;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(log, blob, there, mayResume, cancellation);
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.InvalidBlockList && attempt < MaxAttempts)
            {
                // Blocks that no blob has are dropped after a week, or when another run puts its blob there.
                mayResume = false;
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412 && attempt < MaxAttempts)
            {
                UploadedLog? now = await UploadedLog.FindAsync(blob, cancellation);
                if (now is null && there is null && exception.ErrorCode == BlobErrorCode.BlobAlreadyExists)
                {
                    memory.Remember(blob.Uri, log.Version, await HashAsync(log, cancellation));
                    return new UploadResult(log, UploadOutcome.There, NotCompared);
                }

                there = now;
            }

            if (there?.Sha256 is { } known && known == await HashAsync(log, cancellation))
            {
                return new UploadResult(log, UploadOutcome.There);
            }
        }
    }

    /// <summary>Fingerprint of a file: SHA-256 in hexadecimal.</summary>
    public static async Task<string> HashAsync(OwnLog log, CancellationToken cancellation)
    {
        await using FileStream file = Open(log);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    /// <summary>A log that fits in a block goes in one request; a larger one block by block, if this identity may send blocks.</summary>
    private async Task<UploadResult> SendOnceAsync(
        OwnLog log, BlockBlobClient blob, UploadedLog? there, bool mayResume, CancellationToken cancellation)
    {
        if (log.Version.Bytes <= blockBytes)
        {
            return await SendWholeAsync(log, blob, there, cancellation);
        }

        try
        {
            return await SendBlocksAsync(log, blob, there, mayResume, cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status == 403 && there is null)
        {
            // Put Block takes the right to write, Put Blob of a new blob only the right to add.
            return await SendWholeAsync(log, blob, there, cancellation);
        }
    }

    /// <summary>Sends a log in one request; one that fits in a block from memory, so that what is sent is what was fingerprinted.</summary>
    private async Task<UploadResult> SendWholeAsync(OwnLog log, BlockBlobClient blob, UploadedLog? there, CancellationToken cancellation)
    {
        await using FileStream file = Open(log);
        FileVersion before = FileVersion.Of(new FileInfo(log.Path));
        await using Stream content = before.Bytes <= blockBytes ? new MemoryStream((int)before.Bytes) : file;
        if (content is MemoryStream)
        {
            await file.CopyToAsync(content, cancellation);
            content.Position = 0;
        }

        string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        if (FileVersion.Of(new FileInfo(log.Path)) != before || content.Length != before.Bytes)
        {
            return Changing(log);
        }

        content.Position = 0;
        var options = new BlobUploadOptions
        {
            Metadata = UploadedLog.Metadata(before, sha256),
            Conditions = Unless(there),
            TransferOptions = new StorageTransferOptions { InitialTransferSize = MaxWholeBytes, MaximumTransferSize = MaxWholeBytes },
        };
        await blob.UploadAsync(content, options, cancellation);
        report(before.Bytes, true);
        if (content is FileStream && FileVersion.Of(new FileInfo(log.Path)) != before)
        {
            return Changing(log);
        }

        memory.Remember(blob.Uri, before, sha256);
        return new UploadResult(log, there is null ? UploadOutcome.Sent : UploadOutcome.Replaced);
    }

    private async Task<UploadResult> SendBlocksAsync(
        OwnLog log, BlockBlobClient blob, UploadedLog? there, bool mayResume, CancellationToken cancellation)
    {
        (HashSet<string> staged, bool mayAsk) = mayResume ? await StagedAsync(blob, log, cancellation) : ([], true);
        await using FileStream file = Open(log);
        FileVersion before = FileVersion.Of(new FileInfo(log.Path));
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var ids = new List<string>();
        long bytes = 0;
        byte[] block = new byte[blockBytes];
        while (bytes <= before.Bytes // A log that grows as fast as it is read has no end.
            && await file.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellation) is > 0 and int length)
        {
            whole.AppendData(block, 0, length);
            string id = IdOf(ids.Count, block.AsSpan(0, length));
            bool isNew = staged.Add(id);
            if (isNew)
            {
                await blob.StageBlockAsync(id, new MemoryStream(block, 0, length, writable: false), cancellationToken: cancellation);
            }

            ids.Add(id);
            bytes += length;
            if (!mayAsk)
            {
                memory.Remember(blob.Uri, before, sha256: null, ids);
            }

            report(length, isNew);
        }

        if (FileVersion.Of(new FileInfo(log.Path)) != before || bytes != before.Bytes)
        {
            return Changing(log);
        }

        string sha256 = Convert.ToHexStringLower(whole.GetHashAndReset());
        await CommitAsync(blob, ids, UploadedLog.Metadata(before, sha256), there, cancellation);
        memory.Remember(blob.Uri, before, sha256);
        return new UploadResult(log, there is null ? UploadOutcome.Sent : UploadOutcome.Replaced);
    }

    private static async Task CommitAsync(
        BlockBlobClient blob, List<string> ids, Dictionary<string, string> metadata, UploadedLog? there, CancellationToken cancellation) =>
        await blob.CommitBlockListAsync(
            ids,
            new CommitBlockListOptions
            {
                Metadata = metadata,
                Conditions = Unless(there),
            },
            cancellation);

    /// <summary>Nothing else may have been put there meanwhile.</summary>
    private static BlobRequestConditions Unless(UploadedLog? there) =>
        there is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = there.ETag };

    private static UploadResult Changing(OwnLog log) =>
        new(log, UploadOutcome.Changing, "changed while it was read; the next run takes it");

    /// <summary>Blocks that an earlier run sent and no blob has yet, and whether the container could be asked for them.</summary>
    private async Task<(HashSet<string> Ids, bool MayAsk)> StagedAsync(BlockBlobClient blob, OwnLog log, CancellationToken cancellation)
    {
        try
        {
            BlockList list = await blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: cancellation);
            return ([.. list.UncommittedBlocks.Select(block => block.Name)], true);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return ([], true);
        }
        catch (RequestFailedException exception) when (exception.Status == 403)
        {
            RememberedLog? remembered = memory.Find(blob.Uri);
            bool isSameFile = remembered is not null && log.Version == new FileVersion(remembered.Bytes, remembered.ModifiedUnixMs);
            return ([.. isSameFile ? remembered!.Blocks ?? [] : []], false);
        }
    }

    /// <summary>32 bytes in base 64: the position, highest byte first, and the first 28 bytes of the content's SHA-256.</summary>
    private static string IdOf(int position, ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, digest);
        Span<byte> id = stackalloc byte[IdBytes];
        BinaryPrimitives.WriteInt32BigEndian(id, position);
        digest[..(IdBytes - sizeof(int))].CopyTo(id[sizeof(int)..]);
        return Convert.ToBase64String(id);
    }

    private static FileStream Open(OwnLog log) => new(
        log.Path,
        new FileStreamOptions
        {
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 0,
        });
}
