namespace Countme.Adapters.Compression.Decoders;

/// <summary>
/// A native decoder of one format. It reads one member after the other: <see cref="Start"/>, then <see cref="Run"/> until the
/// member ends. Not safe for use by two threads at a time.
/// </summary>
internal abstract unsafe class Decoder : IDisposable
{
    /// <summary>
    /// Most a decoder may hold: enough for <c>xz -9</c> (65 MiB) and the widest zstd window that needs no option (128 MiB).
    /// </summary>
    internal const long MemoryLimitBytes = 128L << 20;

    /// <summary>Frees what a forgotten <see cref="Dispose"/> left behind.</summary>
    ~Decoder() => Release();

    /// <summary>Format of the member started last.</summary>
    internal abstract CompressionKind Kind { get; }

    /// <summary>What one complete member looks like, for messages.</summary>
    internal abstract string Expected { get; }

    /// <summary>Native memory held at present.</summary>
    internal abstract long MemoryBytes { get; }

    /// <summary>Whether zero bytes may stand between and after members.</summary>
    internal virtual bool AllowsZeroPadding => false;

    /// <summary>Whether a member of this kind can follow a member this decoder has read.</summary>
    internal virtual bool CanFollow(CompressionKind kind) => kind == Kind;

    /// <summary>Makes ready for a new member.</summary>
    /// <param name="kind">Its format, told by its first bytes.</param>
    /// <param name="head">Its first bytes, at least as many as were needed to tell the format.</param>
    /// <exception cref="InsufficientMemoryException">The system has no memory left.</exception>
    internal abstract void Start(CompressionKind kind, ReadOnlySpan<byte> head);

    /// <summary>Decodes until the input is used up, the output is full, the member ends or something is wrong.</summary>
    /// <param name="input">Stored bytes; empty to get what is still held back.</param>
    /// <param name="output">Takes content; empty to read a header only.</param>
    internal DecodeStep Run(ReadOnlySpan<byte> input, Span<byte> output)
    {
        // A span without bytes has no address; zlib refuses null even where it reads and writes nothing.
        byte nothing = 0;
        fixed (byte* inputBytes = input, outputBytes = output)
        {
            DecodeStep step = RunPinned(
                (nint)(inputBytes is null ? &nothing : inputBytes),
                input.Length,
                (nint)(outputBytes is null ? &nothing : outputBytes),
                output.Length);
            GC.KeepAlive(this);
            return step;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary><see cref="Run"/> on pinned bytes, given by their addresses.</summary>
    protected abstract DecodeStep RunPinned(nint input, int inputBytes, nint output, int outputBytes);

    /// <summary>Frees native memory; called again, or after a constructor that failed, it does nothing.</summary>
    protected abstract void Release();

    /// <summary>The system, not the log, is the reason to stop.</summary>
    protected static InsufficientMemoryException OutOfMemory(CompressionKind kind) =>
        new($"Found no memory for a {kind} decoder, expected at most {MemoryLimitBytes >> 20} MiB. Read fewer logs at a time.");
}
