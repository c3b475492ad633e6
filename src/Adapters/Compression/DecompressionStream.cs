using System.Runtime.ExceptionServices;
using Countme.Adapters.Compression.Decoders;

namespace Countme.Adapters.Compression;

/// <summary>
/// Content of a compressed log. The formats differ only in their <see cref="Decoder"/>; the rules for what may follow a member, and
/// that a log never ends short silently, are here.
/// </summary>
internal sealed class DecompressionStream : LogContentStream
{
    private readonly StoredInput _input;
    private readonly Decoder _decoder;
    private DamagedArchiveException? _damage;
    private bool _isBetweenMembers = true;
    private bool _isFirstMember = true;
    private bool _isClosed;
    private long _decoderMemoryBytes;

    /// <summary>Reads the header, as far as it is in the input already, so that the memory it asks for is known.</summary>
    internal DecompressionStream(StoredInput input, CompressionKind kind, Decoder decoder)
    {
        _input = input;
        _decoder = decoder;
        Kind = kind;
        try
        {
            _ = TryDecode([], out _);
        }
        catch (DamagedArchiveException)
        {
            // Kept in _damage and thrown by the first read: opening a log says nothing about its content yet.
        }
    }

    public override CompressionKind Kind { get; }

    public override long DecoderMemoryBytes => Volatile.Read(ref _decoderMemoryBytes);

    public override bool CanRead => !_isClosed;

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        int countBytes;
        while (!TryDecode(buffer, out countBytes))
        {
            _input.Fill();
        }

        return countBytes;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        int countBytes;
        while (!TryDecode(buffer.Span, out countBytes))
        {
            await _input.FillAsync(cancellationToken).ConfigureAwait(false);
        }

        return countBytes;
    }

    public override async ValueTask DisposeAsync()
    {
        StopDecoding();
        await _input.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            StopDecoding();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private void StopDecoding()
    {
        _isClosed = true;
        _decoder.Dispose();
        Volatile.Write(ref _decoderMemoryBytes, 0);
    }

    /// <summary>
    /// Decodes what the input holds. False: more input is needed. True with 0 bytes: the log has ended, or the buffer is empty.
    /// </summary>
    private bool TryDecode(Span<byte> buffer, out int countBytes)
    {
        countBytes = 0;
        ThrowIfDamaged();
        while (true)
        {
            if (_isBetweenMembers)
            {
                if (!TryFindMember(out bool hasEnded))
                {
                    return false;
                }

                if (hasEnded)
                {
                    return true;
                }
            }

            DecodeStep step = Decode(buffer);
            countBytes = step.ProducedBytes;
            if (countBytes > 0)
            {
                return true;
            }

            if (step.IsMemberEnd)
            {
                continue;
            }

            if (buffer.IsEmpty)
            {
                return true;
            }

            if (_input.Available.IsEmpty)
            {
                return _input.HasEnded ? throw Damaged("the end of the file", _decoder.Expected) : false;
            }

            if (step.ConsumedBytes == 0)
            {
                throw Damaged("data that leads nowhere", _decoder.Expected);
            }
        }
    }

    private DecodeStep Decode(Span<byte> buffer)
    {
        DecodeStep step = _decoder.Run(_input.Available, buffer);
        _input.Take(step.ConsumedBytes);
        if (step.Problem is { } problem)
        {
            throw Damaged(problem.Found, problem.Expected, problem.Remedy);
        }

        // Not after a problem: for a dictionary that was refused, liblzma tells what it would have taken.
        Volatile.Write(ref _decoderMemoryBytes, _decoder.MemoryBytes);
        _isBetweenMembers = step.IsMemberEnd;
        return step;
    }

    /// <summary>Starts the next member, or finds that there is none. False: more input is needed to tell.</summary>
    private bool TryFindMember(out bool hasEnded)
    {
        hasEnded = false;
        if (_decoder.AllowsZeroPadding && !_isFirstMember)
        {
            int padding = _input.Available.IndexOfAnyExcept((byte)0);
            _input.Take(padding < 0 ? _input.Available.Length : padding);
        }

        if (_input.Lacks(LogCompression.SignatureBytes))
        {
            return false;
        }

        ReadOnlySpan<byte> head = _input.Available;
        if (head.IsEmpty)
        {
            hasEnded = true;
            return true;
        }

        CompressionKind kind = LogCompression.Detect(head);
        if (!_isFirstMember && !_decoder.CanFollow(kind))
        {
            throw Damaged("other data after a complete archive", $"the end of the file, or {_decoder.Expected}");
        }

        _decoder.Start(kind, head);
        _isFirstMember = false;
        _isBetweenMembers = false;
        return true;
    }

    /// <summary>A damaged log stays damaged: asked again it must not look as if it had ended.</summary>
    private void ThrowIfDamaged()
    {
        if (_damage is not null)
        {
            ExceptionDispatchInfo.Throw(_damage);
        }
    }

    private DamagedArchiveException Damaged(string found, string expected, string? remedy = null) =>
        _damage = new DamagedArchiveException(Kind, _input.OffsetBytes, found, expected, remedy);
}
