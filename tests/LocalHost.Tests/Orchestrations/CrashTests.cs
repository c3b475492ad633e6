using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Data.Tables;
using Countme.LocalHost.Orchestrations;
using Countme.LocalHost.Storage;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Countme.LocalHost.Tests.Orchestrations;

public sealed class CrashTests
{
    /// <summary>Every kind of message there is: answers of activities and parts, events, timers, beginning anew.</summary>
    private static ToyApp App(ConcurrentDictionary<string, int> effects) => new ToyApp()
        .Activity<string, string>("Do", what =>
        {
            effects.AddOrUpdate(what, 1, (_, times) => times + 1);
            return what;
        })
        .Orchestrator("Part", async context =>
        {
            int round = context.GetInput<int>();
            context.SendEvent(context.Parent!.InstanceId, "word", round * 10);
            return await context.CallActivityAsync<string>("Do", $"part {round}");
        })
        .Orchestrator("Main", async context =>
        {
            int[] words = context.GetInput<int[]>()!;
            int round = words.Length;
            await context.CallActivityAsync<string>("Do", $"main {round}");
            string part = await context.CallSubOrchestratorAsync<string>("Part", round);
            int word = await context.WaitForExternalEvent<int>("word");
            await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            if (round < 2)
            {
                context.ContinueAsNew((int[])[.. words, word]);
            }

            return $"{string.Join(",", (int[])[.. words, word])} {part}";
        });

    [Theory, InlineData(false), InlineData(true)]
    public async Task Runtime_DyingAtAnyWrite_GoesOnAndAppliesEachMessageOnce(bool afterTheWrite)
    {
        int crashes = 0;
        for (int write = 1; ; write++)
        {
            var effects = new ConcurrentDictionary<string, int>();
            IInstanceStore store = Runtime.NewStore();
            bool crashed = await RunUntilCrashAsync(App(effects), new CrashStore(store, write, afterTheWrite));

            await using Runtime runtime = await Runtime.StartAsync(App(effects), store);
            await StartAsync(runtime.Client);
            OrchestrationMetadata end = await runtime.EndAsync("main");

            Assert.True(
                end.ReadOutputAs<string>() == "0,10,20 part 2",
                $"Write {write}: {end.RuntimeStatus} {end.SerializedOutput} {end.FailureDetails}");
            Assert.Equal(["main 0", "main 1", "main 2", "part 0", "part 1", "part 2"], effects.Keys.Order());
            Assert.True(effects.Values.Sum() <= 7, $"Write {write}: more than one activity ran again.");
            if (!crashed)
            {
                break;
            }

            crashes++;
        }

        Assert.True(crashes > 20, $"Only {crashes} writes.");
    }

    [Fact]
    public async Task Process_KilledAgainAndAgain_EndsWithTheSameResult()
    {
        var seed = new Random(20260401);
        string table = Azurite.NewPrefix() + "Instances";
        int kills = 0;
        bool ended = false;
        while (!ended)
        {
            using Process host = Process.Start(
                new ProcessStartInfo("dotnet", [typeof(CrashTests).Assembly.Location, Azurite.ConnectionString, table])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            // Killed before the last activity ends, or at any moment until the next one begins.
            int lines = seed.Next(1, 12);
            bool answerTheLast = seed.Next(2) == 0;
            string? line = "";
            for (int i = 1; i <= lines && line is not (null or "end"); i++)
            {
                line = await host.StandardOutput.ReadLineAsync();
                if (i < lines || answerTheLast)
                {
                    await host.StandardInput.WriteLineAsync();
                }
            }

            Assert.NotNull(line);
            ended = line == "end";
            host.Kill();
            await host.WaitForExitAsync();
            kills++;
        }

        InstanceContents contents =
            (await new TableInstanceStore(new TableClient(Azurite.ConnectionString, table)).LoadAsync("chain", CancellationToken.None))!;
        Assert.True(kills > 3, "Killed too seldom.");
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "21210"), (contents.Instance.Record.Status, contents.Instance.Record.Output));
        Assert.Equal(20, contents.History.Count(entry => entry.Kind == HistoryKind.ActivityCompleted));
    }

    private static async Task<bool> RunUntilCrashAsync(ToyApp app, CrashStore store)
    {
        var runtime = new OrchestrationRuntime(store, app, new(), TimeProvider.System, NullLoggerFactory.Instance);
        await using (runtime)
        {
            await runtime.StartAsync(CancellationToken.None);
            var client = new LocalDurableTaskClient(runtime);
            try
            {
                await StartAsync(client);
                Task end = client.WaitForInstanceCompletionAsync("main", CancellationToken.None);
                Task settled = EndAsync(client, end);
                await Task.WhenAny(store.Crashed, settled).WaitAsync(Runtime.Patience);

                // Not which of them ended first: the client's own look into the store fails at the crash as well.
                return store.Crashed.IsCompleted;
            }
            catch (CrashedException)
            {
                return true;
            }
        }
    }

    /// <summary>The end, and after it the removal of what was left.</summary>
    private static async Task EndAsync(LocalDurableTaskClient client, Task end)
    {
        await end;
        await client.GetInstanceAsync("main", CancellationToken.None);
    }

    private static async Task StartAsync(DurableTaskClient client)
    {
        try
        {
            if (await client.GetInstanceAsync("main", CancellationToken.None) is null)
            {
                await client.ScheduleNewOrchestrationInstanceAsync("Main", Array.Empty<int>(), new StartOrchestrationOptions("main"));
            }
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Started before the crash.
        }
    }
}
