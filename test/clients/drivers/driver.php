<?php
require $argv[1] . '/ZhixiaoPay.php';
$pay = new ZhixiaoPay($argv[2], $argv[3], $argv[4], $argv[5], $argv[6]);
while (($line = fgets(STDIN)) !== false) {
    list($name, $given) = json_decode($line, true);
    try {
        switch ($name) {
            case 'encrypt': $ok = $pay->encrypt($given); break;
            case 'decrypt': $ok = $pay->decrypt($given); break;
            case 'sign': $ok = $pay->sign($given); break;
            case 'notification': $ok = $pay->readNotification($given); break;
            case 'create': $ok = $pay->createOrder($given); break;
            case 'query': $ok = $pay->queryOrder($given); break;
            case 'cancel': $ok = $pay->cancelOrder($given); break;
            case 'refund': $ok = $pay->refundOrder($given['out_trade_no'], $given['refund_fee'], $given['out_refund_no']); break;
        }
        $answer = array('ok' => $ok);
    } catch (ZhixiaoPayError $error) {
        $answer = array('refused' => $error->getCode(), 'message' => $error->getMessage());
    } catch (ZhixiaoUnknownOutcome $error) {
        $answer = array('unknown' => $error->getMessage());
    } catch (InvalidArgumentException $error) {
        $answer = array('invalid' => $error->getMessage());
    }
    echo json_encode($answer), "\n";
}
