using System.Globalization;
using System.Text.Json;
using Countme.Cli.Running;

namespace Countme.Cli.Uploading;

/// <summary>Tells what an upload did, as text or JSON.</summary>
/// <param name="Report">What was done.</param>
/// <param name="Search">What was found.</param>
/// <param name="Outside">Logs that are older than the window.</param>
/// <param name="IsDryRun">Whether nothing was sent.</param>
internal sealed record UploadSummary(UploadReport Report, OwnLogSearch Search, int Outside, bool IsDryRun)
{
    private const int MostLines = 20;

    /// <summary>Whether something is left to do.</summary>
    public bool IsIncomplete => Search.Problems.Count > 0 || Report.Count(UploadOutcome.Failed) + Report.Count(UploadOutcome.Changing) > 0;

    /// <summary>Writes a few lines for a person.</summary>
    public void Write(TextWriter to)
    {
        int sent = Report.Count(UploadOutcome.Sent);
        int replaced = Report.Count(UploadOutcome.Replaced);
        long bytes = Report.Results.Where(IsSending).Sum(result => result.Log.Version.Bytes);
        string again = replaced > 0 ? $" ({replaced:N0} of them again, changed)" : "";
        to.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Logs(sent + replaced)} {(IsDryRun ? "to send" : "sent")}{again}, {bytes / 1e6:N1} MB; "
                + $"{Report.Count(UploadOutcome.There):N0} there already; {Outside:N0} older than --days"));
        if (IsDryRun)
        {
            WriteSome(to, "", Report.Results.Where(IsSending).Select(result => (result.Log.BlobName, (string?)null)));
        }

        WriteSome(to, "left for the next run: ", Of(UploadOutcome.Changing));
        WriteSome(to, "not sent: ", Of(UploadOutcome.Failed));
        WriteSome(to, "not looked at: ", Search.Problems.Select(problem => (problem.Path, (string?)problem.Reason)));
        WriteSome(to, "not a log to send: ", Search.Skipped.Select(skipped => (skipped.Path, (string?)skipped.Reason)));
        if (!Report.MayList)
        {
            to.WriteLine("This identity may not list the container: logs were only added, and what is there was not compared.");
        }
    }

    /// <summary>Writes all of it for a program.</summary>
    public void WriteJson(TextWriter to) => JsonOutput.Write(to, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("dryRun", IsDryRun);
        json.WriteBoolean("mayList", Report.MayList);
        json.WriteNumber("sent", Report.Count(UploadOutcome.Sent));
        json.WriteNumber("replaced", Report.Count(UploadOutcome.Replaced));
        json.WriteNumber("there", Report.Count(UploadOutcome.There));
        json.WriteNumber("changing", Report.Count(UploadOutcome.Changing));
        json.WriteNumber("failed", Report.Count(UploadOutcome.Failed));
        json.WriteNumber("older", Outside);
        json.WriteNumber("sentBytes", Report.SentBytes);
        json.WriteStartArray("logs");
        foreach (UploadResult result in Report.Results)
        {
            json.WriteStartObject();
            json.WriteString("path", result.Log.Path);
            json.WriteString("blob", result.Log.BlobName);
            json.WriteNumber("bytes", result.Log.Version.Bytes);
            json.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(result.Outcome.ToString()));
            json.WriteString("reason", result.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WritePaths(json, "skipped", Search.Skipped);
        WritePaths(json, "problems", Search.Problems);
        json.WriteEndObject();
    });

    private static void WritePaths(Utf8JsonWriter json, string name, IReadOnlyList<SkippedPath> paths)
    {
        json.WriteStartArray(name);
        foreach (SkippedPath path in paths)
        {
            json.WriteStartObject();
            json.WriteString("path", path.Path);
            json.WriteString("reason", path.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool IsSending(UploadResult result) => result.Outcome is UploadOutcome.Sent or UploadOutcome.Replaced;

    private IEnumerable<(string Name, string? Reason)> Of(UploadOutcome outcome) =>
        Report.Results.Where(result => result.Outcome == outcome).Select(result => (result.Log.Path, result.Reason));

    private static void WriteSome(TextWriter to, string what, IEnumerable<(string Name, string? Reason)> some)
    {
        var all = some.ToList();
        foreach ((string name, string? reason) in all.Take(MostLines))
        {
            to.WriteLine(TerminalText.Escaped($"  {what}{name}{(reason is null ? "" : $": {reason}")}"));
        }

        if (all.Count > MostLines)
        {
            to.WriteLine($"  and {all.Count - MostLines} more; --json names all");
        }
    }

    private static string Logs(int count) => count == 1 ? "1 log" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} logs");
}
