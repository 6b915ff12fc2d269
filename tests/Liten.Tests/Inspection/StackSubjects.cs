namespace Liten.Tests.Inspection;

/// <summary>Methods of many shapes that stop at each of their awaits.</summary>
internal static class StackSubjects
{
    public static readonly Dictionary<string, Func<StackRig, LitenTask>> All = new()
    {
        ["StackSubjects.InnerAsync"] = InnerAsync,
        ["StackSubjects.SeveralAsync"] = SeveralAsync,
        ["StackSubjects.LoopAsync"] = LoopAsync,
        ["StackSubjects.TryAsync"] = TryAsync,
        ["StackSubjects.UsingAsync"] = UsingAsync,
        ["StackSubjects.BranchAsync"] = BranchAsync,
        ["StackSubjects.ExpressionAsync"] = ExpressionAsync,
        ["StackSubjects.GenericAsync"] = rig => GenericAsync(rig, "", 1),
        ["StackSubjects.EnclosedAsync.lambda"] = EnclosedAsync,
        ["StackSubjects.AroundAsync.LocalAsync"] = AroundAsync,
        ["StackSubjects.Capturing.lambda"] = rig => Capturing(1)(rig),
        ["Shape.MethodAsync"] = rig => new Shape<int>().MethodAsync(rig),
        ["Shape.StopAsync"] = rig => ((IStops)new Shape<int>()).StopAsync(rig),
        ["StackSubjects.DisposedAsync"] = DisposedAsync,
        ["StackSubjects.CatchAsync"] = CatchAsync,
        ["StackSubjects.SwitchAsync"] = SwitchAsync,
    };

    public static async LitenTask InnerAsync(StackRig rig) => await rig.Stop();

    public static async LitenTask OuterAsync(StackRig rig)
    {
        rig.This(); await MiddleAsync(rig);
    }

    public static async LitenTask MiddleAsync(StackRig rig)
    {
        rig.This(); await InnerAsync(rig);
    }

    public static async LitenTask LitenThenTaskAsync(StackRig rig)
    {
        rig.This(); await TaskAsync(rig);
    }

    public static async Task TaskAsync(StackRig rig)
    {
        rig.This(); await InnerAsync(rig);
    }

    public static async LitenTask LitenThenForeignAsync(StackRig rig)
    {
        rig.This(); await ForeignAsync(rig);
    }

    public static async LitenTask BesideAsync(StackRig one, StackRig two)
    {
        LitenTask first = InnerAsync(one);
        LitenTask second = MiddleAsync(two);
        await first;
        await second;
    }

    private static async Task ForeignAsync(StackRig rig)
    {
        rig.This(); await ForeignInnerAsync(rig).ConfigureAwait(true);
    }

    private static async Task ForeignInnerAsync(StackRig rig) => await rig.StopForeign();

    private static async LitenTask SeveralAsync(StackRig rig)
    {
        await rig.Stop();

        await rig.Stop();
        await rig.StopForeign();
        await rig.StopForeign().ConfigureAwait(true);

        await rig.Stop();
    }

    private static async LitenTask LoopAsync(StackRig rig)
    {
        for (int i = 0; i < 2; i++)
        {
            await rig.Stop();
            while (i == 1)
            {
                i++;
                await rig.Stop();
            }
        }

        await rig.Stop();
    }

    private static async LitenTask TryAsync(StackRig rig)
    {
        try
        {
            await rig.Stop();
            try
            {
                await rig.Stop();
            }
            finally
            {
                await rig.Stop();
            }
        }
        finally
        {
            await rig.Stop();
        }
    }

    private static async LitenTask CatchAsync(StackRig rig)
    {
        try
        {
            await rig.Stop();
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
            await rig.Stop();
        }

        await rig.Stop();
    }

    private static async LitenTask UsingAsync(StackRig rig)
    {
        using var stream = new MemoryStream();
        await rig.Stop();
        using (new MemoryStream())
        {
            await rig.Stop();
        }
    }

    private static async LitenTask DisposedAsync(StackRig rig)
    {
        await using (new AsyncThing())
        {
            await rig.Stop();
        }

        await rig.Stop();
    }

    private static async LitenTask BranchAsync(StackRig rig)
    {
        if (rig.Stops == 0)
        {
            await rig.Stop();
        }
        else
        {
            await rig.Stop();
        }

        if (rig.Stops == 1)
        {
            await rig.Stop();
        }
    }

    private static async LitenTask SwitchAsync(StackRig rig)
    {
        switch (rig.Stops)
        {
            case 0:
                await rig.Stop();
                goto case 1;
            case 1:
                await rig.Stop();
                break;
            default:
                await rig.Stop();
                break;
        }
    }

    private static async LitenTask ExpressionAsync(StackRig rig)
    {
        int sum = await NumberAsync(rig) + await NumberAsync(rig);
        sum += sum > 0 ? await NumberAsync(rig) : 0;
        Assert.Equal(3, sum);

        static async LitenTask<int> NumberAsync(StackRig rig)
        {
            await LitenTask.Yield();
            return 1;
        }

        await rig.Stop();
    }

    private static async LitenTask GenericAsync<T, TOther>(StackRig rig, T one, TOther other)
        where T : class
    {
        await rig.Stop();
        GC.KeepAlive(one);
        await rig.Stop();
        GC.KeepAlive(other);
    }

    private static async LitenTask EnclosedAsync(StackRig rig)
    {
        Func<StackRig, LitenTask> lambda = async rig =>
        {
            await rig.Stop();
            await rig.Stop();
        };
        await lambda(rig);
    }

    private static Func<StackRig, LitenTask> Capturing(int number) => async rig =>
    {
        await rig.Stop();
        GC.KeepAlive(number);
        await rig.Stop();
    };

    private static async LitenTask AroundAsync(StackRig rig)
    {
        await LocalAsync();

        async LitenTask LocalAsync()
        {
            await rig.Stop();
            await rig.Stop();
        }
    }

    private interface IStops
    {
        LitenTask StopAsync(StackRig rig);
    }

    private sealed class Shape<T> : IStops
    {
        public async LitenTask MethodAsync(StackRig rig)
        {
            await rig.Stop();
            await rig.Stop();
        }

        async LitenTask IStops.StopAsync(StackRig rig) => await rig.Stop();
    }

    private sealed class AsyncThing : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Task.Yield();
    }
}
