using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Countme.Cli.Running;
using Countme.Cli.Verbs;

namespace Countme.Cli.Remote;

/// <summary>What the verbs that ask a pipeline's API have in common.</summary>
internal sealed class ApiOptions
{
    /// <summary>What their help says of the address and key.</summary>
    public const string Note = "Asks the API of a pipeline. The environment variable COUNTME_API may hold its address, and COUNTME_KEY a "
        + "function key; the key is never shown, and only goes over https or to this machine.";

    private readonly Option<string> _api = new("--api")
    {
        HelpName = "URL",
        Description = $"Address of the pipeline, without /api. Default: ${PipelineApi.AddressVariable}, else {PipelineApi.DefaultAddress}.",
    };

    private readonly Option<int> _retries = SharedOptions.Number(
        "--retries", "N", "How often a request is made again when the pipeline is busy or not there; 0 to 20. Default: 4.", 0, 20, 4);

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(VerbCommand command) => command.With(_api, _retries);

    /// <summary>Opens the API.</summary>
    public PipelineApi Open(ParseResult parsed, Terminal terminal) =>
        PipelineApi.Open(parsed.GetValue(_api), parsed.GetValue(_retries), terminal.Time);

    /// <summary>An option with a date.</summary>
    public static Option<string> Date(string name, string description, bool isRequired = false)
    {
        var option = new Option<string>(name) { HelpName = "DATE", Description = description, Required = isRequired };
        option.Validators.Add(result => CheckDate(result, name));
        return option;
    }

    /// <summary>Writes an answer as it came, indented, for a program.</summary>
    public static void WriteJson(JsonElement answer, Terminal terminal) => JsonOutput.Write(terminal.Out, answer.WriteTo);

    /// <summary>Route and query; parameters without a value are left out.</summary>
    public static string Query(string route, params IEnumerable<(string Name, string? Value)> parameters)
    {
        string query = string.Join(
            '&', parameters.Where(one => one.Value is not null).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}"));
        return query.Length == 0 ? route : $"{route}?{query}";
    }

    private static void CheckDate(OptionResult result, string name)
    {
        string? text = result.GetValueOrDefault<string>();
        if (text is not null && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            result.AddError($"{name} is \"{text}\"; a date as yyyy-MM-dd is expected.");
        }
    }
}
