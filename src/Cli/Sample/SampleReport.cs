namespace Countme.Cli.Sample;

/// <summary>What a sample run wrote.</summary>
/// <param name="Files">Number of log files.</param>
/// <param name="Lines">Number of lines in them, blank ones included.</param>
/// <param name="Bytes">Bytes of log text, before compression.</param>
/// <param name="StoredBytes">Bytes on disk; the same as <paramref name="Bytes"/> without compression.</param>
public sealed record SampleReport(int Files, long Lines, long Bytes, long StoredBytes);
