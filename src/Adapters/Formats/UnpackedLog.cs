using Countme.Adapters.Compression;
using Countme.Core.Upload;

namespace Countme.Adapters.Formats;

/// <summary>A log's content, read forward; what its decoder says of a damaged archive is said of the file.</summary>
/// <param name="content">The decoder's stream; disposed with this one.</param>
/// <param name="path">The file.</param>
/// <param name="isDamage">Tells damage from other failures.</param>
internal sealed class UnpackedLog(Stream content, string path, Func<Exception, bool> isDamage) : ForwardStream
{
    /// <summary>What to throw for a damaged archive.</summary>
    public static UnreadableLogException Damaged(string path, Exception damage) =>
        new($"{path} cannot be read to its end: {damage.Message} The log is left out whole.", damage);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return content.Read(buffer);
        }
        catch (Exception exception) when (isDamage(exception))
        {
            throw Damaged(path, exception);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (isDamage(exception))
        {
            throw Damaged(path, exception);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
