namespace Liten.Compare.Tests;

public sealed class LineResultTests
{
    private static readonly RowDefinition s_row = RowCatalog.Find("yield_1")!;

    [Fact]
    public void Ratio_OfAPeerThatTakesThreeTimesAsLong_IsThree()
    {
        LineResult line = Compare(liten: [10, 20], ("tokio", [30, 60]));
        Assert.Equal(3, line.RatioToBest!.Value.Value);
        Assert.Equal(15, line.Liten!.Value);
        Assert.Equal(45, line.Peers["tokio"].Value);
    }

    /// <summary>Noise that hits both in one round cancels; a ratio of medians would not see that.</summary>
    [Fact]
    public void Ratio_OfNoisyRounds_IsTakenRoundByRound()
    {
        LineResult line = Compare(liten: [10, 1000, 20], ("go", [20, 2000, 40]));
        Assert.Equal(new Interval(2, 2, 2), line.RatioToBest);
    }

    [Fact]
    public void BestPeer_IsTheOneThatLeavesTheSmallestLead()
        => Assert.Equal("tokio", Compare(liten: [10], ("dotnet", [40]), ("tokio", [5]), ("go", [20])).BestPeer);

    [Fact]
    public void Ratio_WithoutLitenOrWithoutPeers_IsNothing()
    {
        Assert.Null(Compare(liten: [10]).RatioToBest);
        Assert.Null(Compare(liten: null, ("go", [20])).RatioToBest);
    }

    [Fact]
    public void Bytes_WhereNobodyCountsThem_AreNothing()
    {
        LineResult line = Compare(liten: [10], ("tokio", [10]));
        Assert.Null(line.Peers["tokio"].BytesPerOperation);
        Assert.Equal(4, line.Liten!.BytesPerOperation);
    }

    private static LineResult Compare(double[]? liten, params (string Key, double[] Values)[] peers)
    {
        var rounds = peers.ToDictionary(peer => peer.Key, peer => peer.Values.Select(value => SampleOf(value, bytes: null)).ToList());
        if (liten is not null)
        {
            rounds[PeerCatalog.Liten] = [.. liten.Select(value => SampleOf(value, bytes: 400))];
        }

        return LineResult.From(s_row.Lines[0], s_row, rounds);
    }

    private static Sample SampleOf(double nanosecondsPerOperation, double? bytes)
        => new(Operations: 100, nanosecondsPerOperation * 100, CpuNanoseconds: 1, bytes, Collections: null, new Dictionary<string, double>());
}
