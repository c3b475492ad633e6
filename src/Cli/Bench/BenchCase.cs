namespace Countme.Cli.Bench;

/// <summary>Something to measure.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Baseline">The case that it is compared with; null for a baseline.</param>
/// <param name="Folder">Removed before each run, so that nothing is there already; null when the run leaves nothing.</param>
internal sealed record BenchCase(string Name, IReadOnlyList<string> Command, string? Baseline, string? Folder = null);

/// <summary>What the rounds of a case took.</summary>
/// <param name="Case">The case.</param>
/// <param name="Runs">Each round.</param>
internal sealed record BenchResult(BenchCase Case, IReadOnlyList<Measured> Runs)
{
    private double[] Sorted => [.. Runs.Select(run => run.Seconds).Order()];

    /// <summary>The fastest round, in seconds.</summary>
    public double MinSeconds => Sorted[0];

    /// <summary>The slowest round, in seconds.</summary>
    public double MaxSeconds => Sorted[^1];

    /// <summary>The round in the middle, in seconds; of an even number the mean of the two in the middle.</summary>
    public double MedianSeconds => (Sorted[(Runs.Count - 1) / 2] + Sorted[Runs.Count / 2]) / 2;

    /// <summary>Most memory that any round held, in bytes; null where the system does not tell.</summary>
    public long? PeakBytes => Runs.Max(run => run.PeakBytes);
}
