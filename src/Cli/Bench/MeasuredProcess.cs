using System.Diagnostics;
using System.Globalization;
using Countme.Cli.Running;

namespace Countme.Cli.Bench;

/// <summary>What one run of a program took.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="PeakBytes">Most memory it held (VmHWM); null where the system does not tell.</param>
/// <param name="Output">The end of what it wrote to stdout.</param>
internal sealed record Measured(double Seconds, long? PeakBytes, string Output);

/// <summary>Runs programs and measures them. Their stdout goes to a pipe that is read, so that none can skip writing it.</summary>
/// <param name="time">The clock.</param>
internal sealed class MeasuredProcess(TimeProvider time)
{
    private const int KeptOutputBytes = 1 << 16;

    private static readonly TimeSpan MemoryPause = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="outputPath">Takes its output; null to throw it away but for its end.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <exception cref="RefusedException">It failed.</exception>
    public async Task<Measured> RunAsync(IReadOnlyList<string> command, string? outputPath, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        command.Skip(1).ToList().ForEach(start.ArgumentList.Add);
        start.Environment["LC_ALL"] = "C";
        long started = time.GetTimestamp();
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            Task<string> output = DrainAsync(process.StandardOutput.BaseStream, outputPath, cancellation);
            long? peak = await PeakAsync(process, output);
            await process.WaitForExitAsync(cancellation);
            double seconds = time.GetElapsedTime(started).TotalSeconds;
            string text = await output;
            if (process.ExitCode != 0)
            {
                throw new RefusedException(
                    $"{string.Join(' ', command)} ended with exit code {process.ExitCode}; 0 was expected. "
                    + $"It says: {(await errors).Trim()}");
            }

            return new Measured(seconds, peak, text);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task<string> DrainAsync(Stream output, string? path, CancellationToken cancellation)
    {
        using FileStream? file = path is null ? null : File.Create(path);
        byte[] block = new byte[KeptOutputBytes];
        int read;
        int last = 0;
        while ((read = await output.ReadAsync(block, cancellation)) > 0)
        {
            last = read;
            if (file is not null)
            {
                await file.WriteAsync(block.AsMemory(0, read), cancellation);
            }
        }

        return System.Text.Encoding.UTF8.GetString(block, 0, last);
    }

    /// <summary>
    /// Looks at the highest value the system has noted, until the output ends; it never falls, so
    /// only growth in the last pause is missed.
    /// </summary>
    private async Task<long?> PeakAsync(Process process, Task running)
    {
        long? peak = null;
        while (!running.IsCompleted)
        {
            peak = HighWaterBytes(process.Id) ?? peak;
            await Task.WhenAny(running, Task.Delay(MemoryPause, time, CancellationToken.None));
        }

        return HighWaterBytes(process.Id) ?? peak;
    }

    private static long? HighWaterBytes(int processId)
    {
        const string name = "VmHWM:";
        try
        {
            string? line = File.ReadLines($"/proc/{processId}/status")
                .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null
                ? null
                : long.Parse(
                    line[name.Length..].Replace("kB", "", StringComparison.Ordinal),
                    NumberStyles.Integer, CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            // Not Linux, or the process has just ended.
            return null;
        }
    }
}
