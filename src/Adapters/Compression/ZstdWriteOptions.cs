namespace Countme.Adapters.Compression;

/// <summary>How <see cref="ZstdWriteStream"/> compresses. Level and frame size decide the bytes written; the workers do not.</summary>
public sealed record ZstdWriteOptions
{
    /// <summary>
    /// How many frames are compressed at the same time, each on a task, while the writer fills one more. A frame takes up to
    /// 3 × <see cref="FrameBytes"/> of memory.
    /// </summary>
    /// <value>Default 1. At least 1.</value>
    public int Workers { get; init; } = 1;

    /// <summary>zstd's compression level.</summary>
    /// <value>Default 1. From 1 to 19.</value>
    public int Level { get; init; } = 1;

    /// <summary>Content of one frame, in bytes; the last one is shorter.</summary>
    /// <value>Default 4 MiB. From 1 to 256 MiB.</value>
    public int FrameBytes { get; init; } = 4 << 20;

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Level, 19);
        ArgumentOutOfRangeException.ThrowIfLessThan(FrameBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FrameBytes, 256 << 20);
    }
}
