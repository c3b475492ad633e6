using Countme.Functions.Settings;
using Countme.LocalHost.Startup;

return await HostProcess.RunAsync(args, typeof(CountmeSettings).Assembly.GetTypes(), (_, _) => { });
