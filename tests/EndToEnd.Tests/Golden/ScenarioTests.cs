namespace Countme.EndToEnd.Tests.Golden;

/// <summary>
/// The step-by-step runs of the golden folder. Where the existing system loses data the result is mended: then it differs from the
/// golden one and is that of a run over all logs at once.
/// </summary>
public sealed class ScenarioTests
{
    /// <summary>Steps whose totals are mended, with the mend.</summary>
    private static readonly Dictionary<(string Scenario, int Step), string> MendedTotals = new()
    {
        [("late-log", 4)] = "a late log is counted",
        [("late-log", 6)] = "a late log is counted",
        [("centos-late-proxy", 4)] = "a late proxy is counted",
        [("first-week-partial", 4)] = "earlier days that come late are counted",
        [("delete-totals", 4)] = "late rows are counted without deleting totals",
        [("trim-before-totals", 3)] = "trimmed weeks were counted",
    };

    /// <summary>Steps whose raw rows are mended, with the mend.</summary>
    private static readonly Dictionary<(string Scenario, int Step), string> MendedRows = new()
    {
        [("same-log-twice", 4)] = "reading a log again never adds",
        [("same-log-twice", 5)] = "reading a log again never adds",
        [("centos-reparse", 3)] = "reading a log again never adds",
    };

    /// <summary>
    /// After raw data was removed an unchanged log is not read again: its rows do not come back, in the existing system they do.
    /// </summary>
    private static readonly HashSet<(string Scenario, int Step)> TrimmedRows =
        [("trim", 8), ("trim", 9), ("trim", 10), ("trim", 11), ("trim", 12)];

    public static TheoryData<string> Names => Scenario.Names;

    [Theory, MemberData(nameof(Names))]
    public async Task Play_EachStep_RowsAndTotalsAreGoldenOrMended(string name)
    {
        using var scenario = new Scenario(name);
        ScenarioState? before = null;
        while (!scenario.IsAtEnd)
        {
            ScenarioState state = await scenario.Play();
            ScenarioState once = await scenario.PlayAtOnce();

            string step = $"{name}, step {scenario.Step}";
            if (scenario.IsTotalsStep)
            {
                AssertGoldenOrMended(
                    step + ", totals", MendedTotals.ContainsKey((name, scenario.Step)), scenario.Golden.Totals, state.Totals, once.Totals);
            }

            if (TrimmedRows.Contains((name, scenario.Step)))
            {
                Assert.True(
                    scenario.Golden.Raw != state.Raw, $"{step}: expected that trimmed rows stay away, found the existing system's rows.");
                Assert.Equal(name == "trim" && scenario.Step <= 9 ? before?.Raw : state.Raw, state.Raw);
            }
            else
            {
                AssertGoldenOrMended(
                    step + ", rows", MendedRows.ContainsKey((name, scenario.Step)), scenario.Golden.Raw, state.Raw, once.Raw);
            }

            before = state;
        }
    }

    private static void AssertGoldenOrMended(string what, bool isMended, string? golden, string? actual, string? atOnce)
    {
        if (isMended)
        {
            Assert.True(golden != actual, $"{what}: expected a result that is mended, found the existing system's.");
            Assert.True(atOnce == actual, $"{what}: expected what a run over all logs at once gives, found something else.");
        }
        else if (golden is not null)
        {
            Assert.True(
                golden == actual,
                $"{what}: expected the golden result, found another "
                + $"one{(atOnce == actual ? ", that of a run over all logs at once" : "")}.");
        }
    }
}
