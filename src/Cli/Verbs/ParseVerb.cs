using System.CommandLine;
using Countme.Adapters.Formats;
using Countme.Cli.Counting;
using Countme.Cli.Running;
using Countme.Core.RawDb;

namespace Countme.Cli.Verbs;

/// <summary><c>countme parse</c>: reads lines and keeps nothing; what the benchmark measures. Not listed in help.</summary>
internal static class ParseVerb
{
    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { HelpName = "FILE", Description = "The log to read." };
        Option<int> workers = SharedOptions.Workers();
        var command = new VerbCommand("parse", "read the lines of a log and tell what became of them, as JSON", ("parse day.log", "Reads "
            + "a log."))
        {
            Hidden = true,
        };
        command.Add(file);
        return command.With(workers).Does(async (parsed, cancellation) =>
        {
            LogPacking packing = LocalData.PackingOf(workers: 1);
            using FileStream stored = new(
                parsed.GetRequiredValue(file), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            await using Stream content = packing.Unpack(stored);
            var options = new LoadOptions { Workers = parsed.GetValue(workers) };
            LineCounts counts = await ParseLog.RunAsync(content, options, cancellation);
            JsonOutput.Write(terminal.Out, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("lines", counts.Lines);
                json.WriteNumber("counted", counts.Counted);
                json.WriteNumber("ignored", counts.Ignored.Values.Sum());
                json.WriteNumber("malformed", counts.Malformed.Values.Sum());
                json.WriteEndObject();
            });
            return ExitCode.Ok;
        });
    }
}
