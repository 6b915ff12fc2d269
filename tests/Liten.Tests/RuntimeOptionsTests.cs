namespace Liten.Tests;

public sealed class RuntimeOptionsTests
{
    public static TheoryData<string, int> WrongNumbers => new()
    {
        { nameof(RuntimeOptions.WorkerThreads), 0 },
        { nameof(RuntimeOptions.WorkerThreads), -1 },
        { nameof(RuntimeOptions.WorkerThreads), 1025 },
        { nameof(RuntimeOptions.WorkerThreads), int.MaxValue },
        { nameof(RuntimeOptions.MaxTasks), 0 },
        { nameof(RuntimeOptions.MaxTasks), int.MinValue },
        { nameof(RuntimeOptions.TaskPoolCapacity), -1 },
        { nameof(RuntimeOptions.TaskPoolCapacity), 65_537 },
        { nameof(RuntimeOptions.ThreadStackSize), -1 },
        { nameof(RuntimeOptions.ThreadStackSize), 1 },
        { nameof(RuntimeOptions.ThreadStackSize), 65_535 },
        { nameof(RuntimeOptions.ThreadStackSize), (1024 * 1024 * 1024) + 1 },
        { nameof(RuntimeOptions.MaxBlockingThreads), 0 },
        { nameof(RuntimeOptions.MaxBlockingThreads), 32_768 },
    };

    public static TheoryData<string, int> RightNumbers => new()
    {
        { nameof(RuntimeOptions.WorkerThreads), 1 },
        { nameof(RuntimeOptions.WorkerThreads), 1024 },
        { nameof(RuntimeOptions.MaxTasks), 1 },
        { nameof(RuntimeOptions.MaxTasks), int.MaxValue },
        { nameof(RuntimeOptions.TaskPoolCapacity), 0 },
        { nameof(RuntimeOptions.TaskPoolCapacity), 65_536 },
        { nameof(RuntimeOptions.ThreadStackSize), 0 },
        { nameof(RuntimeOptions.ThreadStackSize), 65_536 },
        { nameof(RuntimeOptions.ThreadStackSize), 1024 * 1024 * 1024 },
        { nameof(RuntimeOptions.MaxBlockingThreads), 1 },
        { nameof(RuntimeOptions.MaxBlockingThreads), 32_767 },
    };

    public static TheoryData<string, TimeSpan> WrongTimes => new()
    {
        { nameof(RuntimeOptions.BlockingKeepAlive), TimeSpan.FromTicks(-1) },
        { nameof(RuntimeOptions.BlockingKeepAlive), Timeout.InfiniteTimeSpan },
        { nameof(RuntimeOptions.BlockingKeepAlive), TimeSpan.MaxValue },
        { nameof(RuntimeOptions.AbandonAfter), TimeSpan.MinValue },
        { nameof(RuntimeOptions.AbandonAfter), TimeSpan.FromMilliseconds((double)int.MaxValue + 1) },
    };

    [Theory]
    [MemberData(nameof(WrongNumbers))]
    public void Number_OutOfRange_ThrowsWithNameValueAndRange(string option, int value)
    {
        var options = new RuntimeOptions();
        object? before = Read(options, option);

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Write(options, option, value));

        Assert.Equal(option, exception.ParamName);
        Assert.Equal(value, exception.ActualValue);
        Assert.Matches($@"{option} must be between \d+ and \d+", exception.Message);
        Assert.Equal(before, Read(options, option));
    }

    [Theory]
    [MemberData(nameof(RightNumbers))]
    public void Number_AtTheEdge_IsTaken(string option, int value)
    {
        var options = new RuntimeOptions();

        Write(options, option, value);

        Assert.Equal(value, Read(options, option));
    }

    [Theory]
    [MemberData(nameof(WrongTimes))]
    public void Time_OutOfRange_ThrowsWithNameValueAndRange(string option, TimeSpan value)
    {
        var options = new RuntimeOptions();
        object? before = Read(options, option);

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Write(options, option, value));

        Assert.Equal(option, exception.ParamName);
        Assert.Equal(value, exception.ActualValue);
        Assert.Contains($"{option} must be between zero and", exception.Message);
        Assert.Equal(before, Read(options, option));
    }

    [Fact]
    public void Time_AtTheEdge_IsTaken()
    {
        TimeSpan longest = TimeSpan.FromMilliseconds(int.MaxValue);
        var options = new RuntimeOptions { BlockingKeepAlive = longest, AbandonAfter = TimeSpan.Zero };

        Assert.Equal((longest, TimeSpan.Zero), (options.BlockingKeepAlive, options.AbandonAfter));
    }

    [Theory]
    [InlineData("", typeof(ArgumentException))]
    [InlineData("  ", typeof(ArgumentException))]
    [InlineData(null, typeof(ArgumentNullException))]
    public void WorkerThreadName_Empty_Throws(string? name, Type type)
    {
        var options = new RuntimeOptions();

        Exception? exception = Record.Exception(() => options.WorkerThreadName = name!);

        Assert.Equal(type, exception?.GetType());
        Assert.Equal(nameof(RuntimeOptions.WorkerThreadName), ((ArgumentException)exception!).ParamName);
        Assert.Equal("liten-worker", options.WorkerThreadName);
    }

    [Theory]
    [InlineData(null, null, "liten-worker", "liten-worker")]
    [InlineData("reports", null, "reports", "reports")]
    [InlineData(null, "thread", "thread", "thread")]
    [InlineData("reports", "thread", "reports", "thread")]
    public void Name_StandsForTheThreadsNameAndTheOtherWayRound(string? name, string? thread, string isName, string isThread)
    {
        var options = new RuntimeOptions();
        if (name is not null)
        {
            options.Name = name;
        }

        if (thread is not null)
        {
            options.WorkerThreadName = thread;
        }

        Assert.Equal((isName, isThread), (options.Name, options.WorkerThreadName));
    }

    [Fact]
    public void Name_OfARuntime_IsInItsLineAndItsMetrics()
    {
        using Runtime runtime = Runtime.CreateBuilder().Name("reports").WorkerThreads(1).Build();

        Assert.Equal(("reports", "reports", "reports-0"), (runtime.Name, runtime.Metrics.Name, runtime.Metrics.Workers[0].Name));
        Assert.StartsWith("Liten runtime reports: running", runtime.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => Runtime.CreateBuilder().Name(" "));
    }

    [Fact]
    public void Validate_Contradiction_ThrowsBeforeARuntimeIsBuilt()
    {
        var options = new RuntimeOptions { CurrentThread = true };
        options.Validate();
        options.WorkerThreads = 2;

        Assert.Throws<InvalidOperationException>(options.Validate);
    }

    [Fact]
    public void Defaults_AreTheDocumentedOnes()
    {
        var options = new RuntimeOptions();

        Assert.Equal(Environment.ProcessorCount, options.WorkerThreads);
        Assert.True(options.WorkStealing);
        Assert.False(options.CurrentThread);
        Assert.Equal((int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024, 1_000_000, int.MaxValue - 1), options.MaxTasks);
        Assert.Equal(64, options.TaskPoolCapacity);
        Assert.Equal(0, options.ThreadStackSize);
        Assert.Equal(512, options.MaxBlockingThreads);
        Assert.Equal(TimeSpan.FromSeconds(10), options.BlockingKeepAlive);
        Assert.Equal(TimeSpan.FromSeconds(1), options.AbandonAfter);
    }

    [Fact]
    public void CurrentThread_WithWorkers_ThrowsAndNamesBoth()
    {
        var options = new RuntimeOptions { CurrentThread = true, WorkerThreads = 4 };

        var exception = Assert.Throws<InvalidOperationException>(() => new Runtime(options));

        Assert.Contains("CurrentThread", exception.Message);
        Assert.Contains("WorkerThreads is 4", exception.Message);
    }

    [Fact]
    public void CurrentThread_WithOneWorker_IsNoContradiction()
    {
        using var runtime = new Runtime(new RuntimeOptions { CurrentThread = true, WorkerThreads = 1 });

        Assert.Single(runtime.Metrics.Workers);
    }

    [Fact]
    public void ChangedAfterBuild_DoNotReachTheRuntime()
    {
        var options = new RuntimeOptions { WorkerThreads = 1, WorkerThreadName = "before" };
        using var runtime = new Runtime(options);

        options.WorkerThreadName = "after";
        options.MaxTasks = 1;

        Assert.Equal("before-0", Assert.Single(runtime.Metrics.Workers).Name);
        Assert.Contains("before", runtime.ToString());
        (JoinHandle<int> one, JoinHandle<int> two) = (runtime.Spawn(async () => 1), runtime.Spawn(async () => 2));
        Assert.Equal(3, runtime.BlockOn(async () => await one + await two));
    }

    [Fact]
    public void Runtime_NullOptions_Throws() => Assert.Throws<ArgumentNullException>(() => new Runtime(null!));

    private static object? Read(RuntimeOptions options, string option) => typeof(RuntimeOptions).GetProperty(option)!.GetValue(options);

    private static void Write(RuntimeOptions options, string option, object value)
    {
        try
        {
            typeof(RuntimeOptions).GetProperty(option)!.SetValue(options, value);
        }
        catch (System.Reflection.TargetInvocationException wrapped)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(wrapped.InnerException!);
        }
    }
}
