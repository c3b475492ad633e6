using Countme.Functions;
using Countme.LocalHost.Discovery;
using Countme.LocalHost.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>
/// Histories of earlier runs, replayed against the orchestrators of today: what runs when the app is replaced must go on. A history is
/// never recorded anew; one that diverges asks for code that still does what it says.
/// </summary>
public sealed class HistoryTests
{
    private static readonly DurableFunctions Functions = FunctionsOfToday();

    public static TheoryData<string> Recorded => [.. Files().Select(path => Path.GetFileName(path)!)];

    [Theory, MemberData(nameof(Recorded))]
    public void Replay_RecordedHistory_DoesWhatItSays(string file) => Assert.Null(ReplayCheck.Run(Read(file), Functions));

    [Theory, MemberData(nameof(Recorded))]
    public void Replay_ChangedOrchestrator_IsFound(string file)
    {
        HistoryFile history = Read(file);

        string? found = ReplayCheck.Run(history, new Changed(Functions));

        Assert.StartsWith($"{history.InstanceId}: The replay diverged at step ", found, StringComparison.Ordinal);
    }

    [Fact]
    public void Recorded_Histories_AreOfEveryOrchestrator() => Assert.Equal(
        Functions.OrchestratorNames, Files().Select(path => Read(Path.GetFileName(path)).Name).Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(TestData.PathOf("histories"), "*.json").Order(StringComparer.Ordinal);

    private static HistoryFile Read(string file) => HistoryFile.Parse(File.ReadAllText(TestData.PathOf("histories", file)));

    private static DurableFunctions FunctionsOfToday()
    {
        IConfigurationRoot settings = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new PipelineOptions()
                    .Environment("UseDevelopmentStorage=true", "", "")
                    .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            .Build();
        IServiceScopeFactory scopes = new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        return new DurableFunctions(
            FunctionCatalog.Find(typeof(CountmeServices).Assembly.GetTypes(), settings),
            new FunctionCall(scopes, () => throw new InvalidOperationException("An orchestrator has no client.")));
    }

    /// <summary>The same functions, but for one more call at the beginning of each orchestrator.</summary>
    private sealed class Changed(IDurableFunctions functions) : IDurableFunctions
    {
        public IReadOnlyList<string> OrchestratorNames => functions.OrchestratorNames;

        public Orchestrator? FindOrchestrator(string name) =>
            functions.FindOrchestrator(name) is { } orchestrator ? context => Run(orchestrator, context) : null;

        public Activity? FindActivity(string name) => functions.FindActivity(name);

        private static async Task<object?> Run(Orchestrator orchestrator, TaskOrchestrationContext context)
        {
            await context.CallActivityAsync("AnotherStep");
            return await orchestrator(context);
        }
    }
}
