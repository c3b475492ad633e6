using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Countme.Bench;

IConfig config = DefaultConfig.Instance.AddColumn(new ThroughputColumn());
BenchmarkSwitcher.FromAssembly(typeof(SampleLog).Assembly).Run(args, config);
