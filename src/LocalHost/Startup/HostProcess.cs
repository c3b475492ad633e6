using System.Runtime.InteropServices;
using System.Text.Json;
using Countme.Functions.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Startup;

/// <summary>
/// The local host as a process: emulators, settings, the served app, until a signal. Standard output gets one line of JSON when all is
/// ready; everything else goes to standard error.
/// </summary>
internal static class HostProcess
{
    /// <summary>Runs until a signal.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="types">Types that hold functions.</param>
    /// <param name="configure">Registers what they need.</param>
    /// <returns>The exit code: 0 after a signal, 1 if it cannot start.</returns>
    public static async Task<int> RunAsync(string[] args, IEnumerable<Type> types, Action<IServiceCollection, IConfiguration> configure)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            HostArguments arguments = HostArguments.Parse(args);
            if (arguments.IsHelp)
            {
                Console.Out.WriteLine(HostArguments.Help);
                return 0;
            }

            await ServeAsync(arguments, types, configure, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (exception is StartException or Discovery.FunctionCatalogException or BadSettingsException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task ServeAsync(
        HostArguments arguments, IEnumerable<Type> types, Action<IServiceCollection, IConfiguration> configure,
        CancellationToken cancellation)
    {
        string? solution = SolutionFolder();
        IConfigurationRoot settings = LocalSettings.Read(arguments.Settings, solution, []);
        string emulatorFolder = Path.Join(solution ?? Environment.CurrentDirectory, "emulators");
        string data = Path.GetFullPath(arguments.Data ?? Path.Join(solution ?? Environment.CurrentDirectory, "out", "azurite"));
        Emulators emulators = await Emulators.StartAsync(
            settings, new EmulatorPlan(emulatorFolder, data, arguments.IsApart), Console.Error.WriteLine, cancellation);
        await using (emulators)
        {
            settings = LocalSettings.Read(arguments.Settings, solution, emulators.Settings);
            int port = arguments.Port ?? (settings["COUNTME_PORT"] is { Length: > 0 } text ? HostArguments.ReadPort(text) : 7071);
            var plan = new HostPlan(types, settings)
            {
                Options = new() { Port = port, FunctionKey = settings["CountmeFunctionKey"] },
                Configure = (services, configuration) =>
                {
                    services.AddLogging(logging => AddConsole(logging, arguments.Verbose));
                    configure(services, configuration);
                },
            };
            ServedApp app = await ServedApp.StartAsync(plan, cancellation);
            await using (app)
            {
                // One line for whoever started this: where it serves, and the connections that follow from the emulators.
                Console.Out.WriteLine(JsonSerializer.Serialize(new
                {
                    url = app.Address.ToString().TrimEnd('/'),
                    storage = settings["CountmeStorage"] ?? settings["AzureWebJobsStorage"],
                    bus = settings["CountmeBus"],
                }));
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static void AddConsole(ILoggingBuilder logging, bool verbose)
    {
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Azure", LogLevel.Warning);
    }

    private static string? SolutionFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Join(folder, "Countme.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
