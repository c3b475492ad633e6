using System.Text.Json;
using Countme.Cli.Counting;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Golden;

/// <summary>What a step of a scenario left behind, in the existing system or in ours.</summary>
/// <param name="Raw">SHA-256 of the sorted CSV of all raw rows.</param>
/// <param name="Totals">SHA-256 of the sorted totals.csv; null before totals were asked for.</param>
internal sealed record ScenarioState(string Raw, string? Totals);

/// <summary>A scenario of the golden folder, played step by step on a machine.</summary>
internal sealed class Scenario : IDisposable
{
    private readonly JsonElement _steps;
    private readonly List<string> _logs = [];
    private readonly Machine _machine;
    private readonly string _name;
    private int _next;
    private bool _hasTotals;

    public Scenario(string name)
    {
        _name = name;
        _steps = JsonDocument.Parse(File.ReadAllBytes(TestData.PathOf("golden", "small", "scenarios", name, "steps.json"))).RootElement
            .GetProperty("steps");
        _machine = NewMachine();
    }

    public static TheoryData<string> Names =>
        [.. Directory.GetDirectories(TestData.PathOf("golden", "small", "scenarios"))
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    /// <summary>The last step played, from 1.</summary>
    public int Step => _next;

    public bool IsTotalsStep => _steps[_next - 1].GetProperty("op").GetString() == "totals";

    public bool IsAtEnd => _next == _steps.GetArrayLength();

    /// <summary>What the last trim reported.</summary>
    public TrimReport? Trimmed { get; private set; }

    /// <summary>What the existing system had after the last step.</summary>
    public ScenarioState Golden
    {
        get
        {
            JsonElement step = _steps[_next - 1];
            return new ScenarioState(
                Sha256(step.GetProperty("raw"))!, step.TryGetProperty("totals", out JsonElement totals) ? Sha256(totals) : null);
        }
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>Plays the next step.</summary>
    public async Task<ScenarioState> Play()
    {
        JsonElement step = _steps[_next++];
        string[] arguments = [.. step.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)];
        switch (step.GetProperty("op").GetString())
        {
            case "parse":
                string[] logs =
                    [.. step.GetProperty("logs").EnumerateArray().Select(log => TestData.PathOf("golden", "small", log.GetString()!))];
                _logs.AddRange(logs.Except(_logs));
                _machine.Load = _machine.Load with { KeepDuplicates = arguments.Contains("--no-dup-check") };
                await _machine.CountFiles(logs, Station.RawDb);
                break;
            case "totals":
                await _machine.Continue();
                _hasTotals = true;
                break;
            case "trim":
                Trimmed = await _machine.Trim(new TrimOptions
                {
                    DryRun = !arguments.Contains("--rw"),
                    OldestWeekOnly = arguments.Contains("--oldest-week"),
                    UniqueOnly = arguments.Contains("--unique-ip-only"),
                    KeepWeeks = int.TryParse(arguments[^1], out int weeks) ? weeks : new TrimOptions().KeepWeeks,
                });
                break;
            default:
                Assert.Equal("delete-totals", step.GetProperty("op").GetString());
                break; // Nothing to do here: a week whose rows changed is totalled again by itself.
        }

        return await State(_machine);
    }

    /// <summary>What a machine has that counts all the logs seen so far at once.</summary>
    public async Task<ScenarioState> PlayAtOnce()
    {
        using Machine machine = NewMachine();
        machine.Load = _machine.Load;
        await machine.CountFiles(_logs);
        return await State(machine);
    }

    private static string? Sha256(JsonElement state) => state.GetProperty("sorted_csv_sha256").GetString();

    private Machine NewMachine() => new()
    {
        Site = new Site(_name.StartsWith("centos", StringComparison.Ordinal) ? "mirrors.centos.org" : "mirrors.fedoraproject.org"),
    };

    private async Task<ScenarioState> State(Machine machine) => new(
        SortedLines.Sha256(await machine.SortedRaw()), _hasTotals ? SortedLines.Sha256(machine.SortedTotals()) : null);
}
