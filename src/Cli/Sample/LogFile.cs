namespace Countme.Cli.Sample;

/// <summary>One log file to write. What it will hold depends on nothing but this.</summary>
internal sealed record LogFile
{
    /// <summary>Longest slice, in bytes: small enough to stay in a core's cache until it is written.</summary>
    public const int MaxSliceBytes = 1 << 20;

    /// <summary>Folder, below the sample's.</summary>
    public required string Folder { get; init; }

    /// <summary>File name with its ending.</summary>
    public required string Name { get; init; }

    /// <summary>Site whose log it is.</summary>
    public required SampleSite Site { get; init; }

    /// <summary>Data day, in UTC.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Seed of its slices.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Bytes of log text to write.</summary>
    public required long Bytes { get; init; }

    /// <summary>When its lines were written.</summary>
    public required LogTimeline Timeline { get; init; }

    /// <summary>Whether it is written as gzip.</summary>
    public required bool IsCompressed { get; init; }

    /// <summary>Seconds before its day began that clocks may have run behind.</summary>
    /// <value>0 for the first day, so that no week begins with a handful of lines; 241 for the others.</value>
    public required int SecondsBeforeMidnight { get; init; }

    /// <summary>Number of slices; each can be written without the others.</summary>
    public int SliceCount => (int)((Bytes + MaxSliceBytes - 1) / MaxSliceBytes);

    /// <summary>Place in the file where a slice begins.</summary>
    /// <param name="slice">0 to <see cref="SliceCount"/>; the last is the end of the file.</param>
    /// <returns>Bytes before the slice.</returns>
    public long SliceStart(int slice) => (long)((Int128)Bytes * slice / SliceCount);
}
