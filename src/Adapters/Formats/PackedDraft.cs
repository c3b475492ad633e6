using Countme.Adapters.Compression;
using Countme.Core.Combine;

namespace Countme.Adapters.Formats;

/// <summary>A draft whose content is compressed on its way to where it is stored.</summary>
internal sealed class PackedDraft : IDraft
{
    private readonly IDraft _stored;
    private bool _isPacked;

    /// <summary>Begins an archive.</summary>
    /// <param name="stored">Takes the compressed bytes; committed and disposed with this one.</param>
    /// <param name="packing">Compresses.</param>
    public PackedDraft(IDraft stored, LogPacking packing)
    {
        _stored = stored;
        Stream = packing.Pack(stored.Stream);
    }

    /// <inheritdoc/>
    public Stream Stream { get; }

    /// <inheritdoc/>
    public string? Content => _stored.Content;

    /// <inheritdoc/>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        await PackAsync().ConfigureAwait(false);
        await _stored.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // What was not committed is thrown away, so its archive need not be ended.
            (Stream as ZstdWriteStream)?.Abandon();
            await PackAsync().ConfigureAwait(false);
        }
        finally
        {
            await _stored.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task PackAsync()
    {
        if (!_isPacked)
        {
            _isPacked = true;
            await Stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
