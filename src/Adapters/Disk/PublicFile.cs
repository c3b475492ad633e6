using Countme.Adapters.Exchange;
using Countme.Core.Publish;

namespace Countme.Adapters.Disk;

/// <summary>Puts a finished file where everybody may see it, only when that changes something.</summary>
internal static class PublicFile
{
    private const int BlockBytes = 1 << 16;

    /// <summary>
    /// Puts a file in its place, with the permissions of the file it replaces. It is whole on the disk before it is seen.
    /// </summary>
    /// <param name="draft">The finished file; it is left where it is when nothing differs.</param>
    /// <param name="target">Its place, on the same file system.</param>
    /// <param name="cancellation">Stops before the file is replaced.</param>
    public static async Task<PublishedFile> PutAsync(string draft, string target, CancellationToken cancellation)
    {
        string name = Path.GetFileName(target);
        long bytes = new FileInfo(draft).Length;
        bool exists = File.Exists(target);
        if (exists && await AreEqualAsync(draft, target, cancellation).ConfigureAwait(false))
        {
            return new PublishedFile(name, bytes, WasReplaced: false);
        }

        FileDraft.Sync(draft);
        if (exists && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, File.GetUnixFileMode(target));
        }

        if (name.EndsWith(".db", StringComparison.Ordinal))
        {
            DatabaseDraft.RefuseWhenInUse(target);
        }

        cancellation.ThrowIfCancellationRequested();
        File.Move(draft, target, overwrite: true);
        return new PublishedFile(name, bytes, WasReplaced: true);
    }

    private static async Task<bool> AreEqualAsync(string left, string right, CancellationToken cancellation)
    {
        using FileStream a = Open(left);
        using FileStream b = Open(right);
        if (a.Length != b.Length)
        {
            return false;
        }

        byte[] blockOfA = new byte[BlockBytes];
        byte[] blockOfB = new byte[BlockBytes];
        while (true)
        {
            int read = await a.ReadAtLeastAsync(blockOfA, BlockBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            int readOfB = await b.ReadAtLeastAsync(blockOfB, BlockBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            if (!blockOfA.AsSpan(0, read).SequenceEqual(blockOfB.AsSpan(0, readOfB)))
            {
                return false;
            }

            if (read < BlockBytes)
            {
                return true;
            }
        }
    }

    private static FileStream Open(string path) => new(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
}
