namespace Liten.Tests.Primitives;

/// <summary>A spin that is skipped does not even look: that is how these tests tell it from one that is made.</summary>
public sealed class AdaptiveSpinTests
{
    /// <summary>With one processor nobody could change the word meanwhile, so no spin is ever made.</summary>
    private static readonly bool s_spins = Environment.ProcessorCount > 1;

    private readonly AdaptiveSpin _spin = new();
    private int _word;

    [Fact]
    public void SeesChange_WordHasChanged_IsSeenEachTime()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(s_spins, Look(changed: true));
        }
    }

    [Fact]
    public void SeesChange_NothingChanges_IsFalse() => Assert.False(Look(changed: false));

    [Fact]
    public void SeesChange_InVainAgainAndAgain_SkipsTwiceAsOftenEachTimeUpTo63()
    {
        foreach (int skipped in new[] { 1, 3, 7, 15, 31, 63, 63 })
        {
            Assert.False(Look(changed: false));
            for (int i = 0; i < skipped; i++)
            {
                Assert.False(Look(changed: true), $"{i} of {skipped} were skipped");
            }
        }

        Assert.Equal(s_spins, Look(changed: true));
    }

    [Fact]
    public void SeesChange_AHitAfterMisses_SkipsNoMore()
    {
        Look(changed: false);
        Look(changed: true);
        Assert.Equal(s_spins, Look(changed: true));
        Assert.Equal(s_spins, Look(changed: true));
    }

    private bool Look(bool changed) => _spin.SeesChange(ref _word, changed ? 1 : 0, Nanoseconds.Forever);
}
