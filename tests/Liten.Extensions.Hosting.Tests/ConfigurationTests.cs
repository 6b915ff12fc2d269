using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Liten.Extensions.Hosting.Tests;

/// <summary>Options from code and from the configuration.</summary>
public sealed class ConfigurationTests
{
    private const string Section = "Liten:Runtimes:reports";

    [Fact]
    public async Task BindConfiguration_EveryKey_ReachesTheOptions()
    {
        await using var host = new HostUnderTest(
            static services => services.AddLiten("reports", static options => options.MaxTasks = 1).BindConfiguration(),
            ($"{Section}:WorkerThreads", "3"),
            ($"{Section}:WorkerThreadName", "r"),
            ($"{Section}:WorkStealing", "false"),
            ($"{Section}:maxtasks", "4"),
            ($"{Section}:TaskPoolCapacity", "5"),
            ($"{Section}:ThreadStackSize", "65536"),
            ($"{Section}:MaxBlockingThreads", "6"),
            ($"{Section}:MaxBlockingQueue", "7"),
            ($"{Section}:BlockingKeepAlive", "00:00:08"),
            ($"{Section}:AbandonAfter", "00:00:09"),
            ($"{Section}:DrainTimeout", "00:00:10"),
            ($"{Section}:ShutdownTimeout", "00:00:11"));
        RuntimeOptions? built = null;
        LitenRuntimeOptions options = host.Host.Services.GetRequiredService<IOptionsMonitor<LitenRuntimeOptions>>().Get("reports");

        Assert.Equal((3, "r", false, 4, 5), (options.WorkerThreads, options.WorkerThreadName, options.WorkStealing, options.MaxTasks, options.TaskPoolCapacity));
        Assert.Equal((65_536, 6, 7), (options.ThreadStackSize, options.MaxBlockingThreads, options.MaxBlockingQueue));
        Assert.Equal((8, 9), (options.BlockingKeepAlive?.Seconds, options.AbandonAfter?.Seconds));
        Assert.Equal((10, 11), (options.DrainTimeout?.Seconds, options.ShutdownTimeout?.Seconds));

        await using var other = new HostUnderTest(services => services.AddLiten("reports")
            .Configure((_, same) =>
            {
                same.WorkerThreads = options.WorkerThreads;
                same.WorkStealing = options.WorkStealing;
                same.BlockingKeepAlive = options.BlockingKeepAlive;
            })
            .ConfigureRuntime(runtime => built = runtime));
        await other.StartAsync();
        Assert.Equal(
            ("reports", 3, false, TimeSpan.FromSeconds(8)),
            (built!.Name, built.WorkerThreads, built.WorkStealing, built.BlockingKeepAlive));
        await other.StopAsync();
    }

    [Fact]
    public async Task Start_BadConfiguration_FailsWithAllErrorsAndTheirPaths()
    {
        await using var host = new HostUnderTest(
            static services => services.AddLiten("reports").BindConfiguration(),
            ($"{Section}:WorkerThreads", "four"),
            ($"{Section}:MaxTasks", "-1"),
            ($"{Section}:DrainTimeout", "-00:00:01"),
            ($"{Section}:Colour", "red"),
            ($"{Section}:WorkStealing", "perhaps"));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);

        Assert.Equal(5, failure.Failures.Count());
        Assert.Contains($"{Section}:WorkerThreads must be a whole number, and is 'four'.", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{Section}: MaxTasks must be between 1 and ", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{Section}: DrainTimeout must be zero or more.", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{Section}:Colour is no option of a runtime.", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{Section}:WorkStealing must be true or false, and is 'perhaps'.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(host.Log.WithId(1));
    }

    [Fact]
    public async Task Start_TwoBadRuntimes_NamesBothAndStartsNone()
    {
        await using var host = new HostUnderTest(static services =>
        {
            services.AddLiten(static options => options.WorkerThreads = 0);
            services.AddLiten("reports", static options => options.MaxBlockingThreads = 0);
        });

        Exception failure = await Assert.ThrowsAnyAsync<Exception>(host.StartAsync);

        Assert.Contains("the Liten runtime 'default': WorkerThreads must be", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the Liten runtime 'reports': MaxBlockingThreads must be", failure.Message, StringComparison.Ordinal);
        Assert.Empty(host.Log.WithId(1));
    }

    [Fact]
    public async Task Start_OptionsThatContradictEachOther_Fails()
    {
        await using var host = new HostUnderTest(static services => services
            .AddLiten(static options => options.WorkerThreads = 2)
            .ConfigureRuntime(static options => options.CurrentThread = true));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);

        Assert.Contains("current-thread", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("Ärger")]
    [InlineData("a-name-that-is-longer-than-thirty-two")]
    public void AddLiten_BadName_Throws(string name)
        => Assert.Equal("name", Assert.Throws<ArgumentException>(() => new ServiceCollection().AddLiten(name)).ParamName);
}
