using Countme.Functions;
using Countme.LocalHost.Startup;

return await HostProcess.RunAsync(args, typeof(CountmeServices).Assembly.GetTypes(), (services, settings) => services.AddCountme(settings));
